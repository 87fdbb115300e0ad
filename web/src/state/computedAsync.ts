import { ref, watchEffect, type Ref } from 'vue'

/** A value that takes a moment to work out; the latest asked for wins. */
export function computedAsync<T>(work: () => Promise<T>, first: T): Ref<T> {
  const value = ref(first) as Ref<T>
  let turn = 0
  watchEffect(async () => {
    const mine = ++turn
    const got = await work()
    if (mine === turn) value.value = got
  })
  return value
}
