import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useClient } from '@/api/client'
import { isAbort, Problem } from '@/api/problem'
import type { UnitLog } from '@/api/wire'

/** The end of a long log is what is read; more than this is not kept on the page. */
const KEPT = 200_000

/** The log of one unit: whole when it is over, followed while it runs. */
export function useUnitLog(job: () => string, unit: () => number | undefined) {
  const client = useClient()
  const text = ref('')
  const about = shallowRef<UnitLog>()
  const dropped = ref(0)
  const isFollowing = ref(false)
  const problem = ref<Problem>()
  let abort = new AbortController()

  function put(more: string): void {
    const all = text.value + more
    if (all.length > KEPT) dropped.value += all.length - KEPT
    text.value = all.slice(-KEPT)
  }

  async function follow(): Promise<void> {
    abort.abort()
    abort = new AbortController()
    const mine = abort
    const at = unit()
    text.value = ''
    about.value = undefined
    problem.value = undefined
    dropped.value = 0
    isFollowing.value = false
    if (at === undefined) return
    try {
      for await (const event of client.followLog(job(), at, mine.signal)) {
        if (mine.signal.aborted) return
        if (event.event === 'whole') {
          about.value = JSON.parse(event.data) as UnitLog
          dropped.value = about.value.droppedBytes
          text.value = about.value.text
        } else if (event.event === 'log') {
          isFollowing.value = true
          put((JSON.parse(event.data) as { text: string }).text)
        } else if (event.event === 'end') {
          isFollowing.value = false
          about.value = await client.unitLog(job(), at)
          text.value = about.value.text || text.value
        }
      }
    } catch (error) {
      if (mine.signal.aborted || isAbort(error)) return
      problem.value = Problem.of(error)
    } finally {
      if (!mine.signal.aborted) isFollowing.value = false
    }
  }

  watch([job, unit], () => void follow(), { immediate: true })
  onScopeDispose(() => abort.abort())

  return { text, about, dropped, isFollowing, problem, reload: follow }
}
