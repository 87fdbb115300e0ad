import { onMounted, ref, type Ref } from 'vue'
import type { Problem } from '@/api/problem'
import { useAttempt } from '@/state/attempt'
import { useWhenBack } from '@/state/whenBack'

export interface Listing<T> {
  items: Ref<T[] | undefined>
  problem: Ref<Problem | undefined>
  reload(): Promise<unknown>
  /** Does something to what is listed, and lists it anew. */
  change(action: () => Promise<unknown>): Promise<unknown>
}

/** A short list that is read once, and again after every change. */
export function useListing<T>(read: () => Promise<{ items: T[] }>): Listing<T> {
  const items = ref<T[]>() as Ref<T[] | undefined>
  const { problem, attempt } = useAttempt()

  async function load(): Promise<void> {
    items.value = (await read()).items
  }

  onMounted(() => attempt(load))
  useWhenBack(
    () => problem.value,
    () => void attempt(load),
  )
  return {
    items,
    problem,
    reload: () => attempt(load),
    change: (action) =>
      attempt(async () => {
        await action()
        await load()
      }),
  }
}
