import { inject, provide, type InjectionKey, type Ref } from 'vue'

/** A place of the job file that was refused, such as `spec.resources.memory`, and why. */
export interface BadPlace {
  place: string
  why: string
}

const key: InjectionKey<Ref<BadPlace | undefined>> = Symbol('refused place')

/** Tells the fields below which of them is meant. */
export function provideBadPlace(bad: Ref<BadPlace | undefined>): void {
  provide(key, bad)
}

export function useBadPlace(): Ref<BadPlace | undefined> | undefined {
  return inject(key, undefined)
}

/** `/spec/resources/memory` of a problem as the form knows it. */
export function placeOf(pointer: string): string {
  return pointer.replace(/^\//, '').replaceAll('/', '.')
}
