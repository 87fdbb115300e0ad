import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { Problem } from '@/api/problem'
import { useWhenBack } from './whenBack'

export interface Resource<T> {
  data: ShallowRef<T | undefined>
  problem: Ref<Problem | undefined>
  isLoading: Ref<boolean>
  reload(): Promise<void>
}

/** Something read from the coordinator, again whenever its key changes; old data stays until then. */
export function useResource<T>(key: () => string, read: (key: string) => Promise<T>): Resource<T> {
  const data = shallowRef<T>()
  const problem = ref<Problem>()
  const isLoading = ref(false)
  let turn = 0

  async function load(isOther: boolean): Promise<void> {
    const mine = ++turn
    if (isOther) data.value = undefined
    isLoading.value = true
    try {
      const got = await read(key())
      if (mine !== turn) return
      data.value = got
      problem.value = undefined
    } catch (error) {
      if (mine === turn) problem.value = Problem.of(error)
    } finally {
      if (mine === turn) isLoading.value = false
    }
  }

  watch(key, () => void load(true), { immediate: true })
  useWhenBack(
    () => problem.value,
    () => void load(false),
  )
  return { data, problem, isLoading, reload: () => load(false) }
}
