import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useClient } from '@/api/client'
import { Problem } from '@/api/problem'
import type { Job, JobExplanation } from '@/api/wire'
import { keepFeed, type Feed } from './feed'
import { useGrid } from './grid'
import { isOver } from './looks'
import { Meter } from './meter'
import { useNow } from './now'

const EXPLAIN_EVERY = 3_000

/** One job, followed while it is looked at. */
export function useJob(id: () => string) {
  const client = useClient()
  const grid = useGrid()
  const job = shallowRef<Job>()
  const explanation = shallowRef<JobExplanation>()
  const problem = ref<Problem>()
  const feed = shallowRef<Feed>()
  const rate = ref<number>()
  let meter = new Meter()
  let explainedAt = 0

  const now = useNow()

  /** Units a minute since the first one was granted: all that is known before this page saw some end. */
  const pace = computed(() => {
    const first = explanation.value?.firstGrant
    const done = job.value?.units.done ?? 0
    if (!first || done === 0) return undefined
    return done / Math.max(1 / 60, (now.value - new Date(first.at).getTime()) / 60_000)
  })

  /** Seconds that are left if the rate stays; without a rate, if the pace does. */
  const left = computed(() => {
    const units = job.value?.units
    const perMinute = rate.value || pace.value
    if (!units || !perMinute || isOver(job.value?.state ?? '')) return undefined
    return ((units.waiting + units.running) / perMinute) * 60
  })
  /** Whether somebody deleted it; what is shown of it is all that is left. */
  const isGone = computed(() => grid.gone.has(id()) || problem.value?.code === 'job.unknown')
  const isByPace = computed(() => !rate.value && pace.value !== undefined)

  function show(next: Job): void {
    // Events carry no job file; the one that was read stays.
    job.value = { ...next, file: next.file ?? job.value?.file }
    rate.value = meter.add(Date.now(), next.units.done)
    if (Date.now() - explainedAt >= EXPLAIN_EVERY || isOver(next.state)) void explain()
  }

  async function explain(): Promise<void> {
    explainedAt = Date.now()
    const wanted = id()
    try {
      const got = await client.explain(wanted)
      if (wanted !== id()) return
      explanation.value = got
      problem.value = undefined
    } catch (error) {
      problem.value = Problem.of(error)
    }
  }

  async function reload(): Promise<void> {
    const wanted = id()
    try {
      const got = await client.job(wanted)
      if (wanted !== id()) return
      problem.value = undefined
      show(got)
      await explain()
    } catch (error) {
      problem.value = Problem.of(error)
    }
  }

  async function cancel(): Promise<void> {
    show(await client.cancelJob(id()))
  }

  /** Tries failed units again; a job that had failed runs, and is followed, again. */
  async function retry(units?: number[]): Promise<number> {
    const wasOver = isOver(job.value?.state ?? '')
    const { retried, job: next } = await client.retryUnits(id(), units)
    meter = new Meter()
    show(next)
    if (wasOver) follow()
    return retried
  }

  function follow(): void {
    const wanted = id()
    feed.value?.stop()
    feed.value = keepFeed({
      open: (signal) => client.jobEvents(wanted, signal),
      take: (event) => {
        if (event.event === 'progress' && wanted === id()) show(JSON.parse(event.data) as Job)
      },
      opened: () => {
        if (problem.value && wanted === id()) void reload()
      },
    })
  }

  watch(
    id,
    () => {
      job.value = undefined
      explanation.value = undefined
      rate.value = undefined
      meter = new Meter()
      void reload()
      follow()
    },
    { immediate: true },
  )

  // Reasons change without the job changing: a forecast, a device that comes.
  const timer = setInterval(() => {
    if (job.value && !isGone.value && !isOver(job.value.state) && !document.hidden) void explain()
  }, 5_000)

  onScopeDispose(() => {
    feed.value?.stop()
    clearInterval(timer)
  })

  return { job, explanation, problem, feed, rate, left, isByPace, isGone, reload, cancel, retry }
}
