import { ref, type Ref } from 'vue'
import type { Stream, StreamEvent } from '@/api/client'
import { STILL_HERE } from '@/api/eventStream'
import { isAbort, Problem } from '@/api/problem'

export type FeedState = 'connecting' | 'live' | 'lost' | 'polling' | 'ended'

export interface Feed {
  state: Ref<FeedState>
  /** When a lost stream is tried again. */
  retryAt: Ref<number | undefined>
  stop(): void
  /** Tries at once. */
  hurry(): void
}

const FIRST_WAIT = 1_000
const LONGEST_WAIT = 30_000
/** A stream without a word for this long is broken: the coordinator says something every 15 s. */
const SILENCE = 45_000

interface FeedParts {
  open(signal: AbortSignal): Stream
  take(event: StreamEvent): void
  /** After each connection: reads what was missed. */
  opened?(): void
  /** Used where the coordinator has no such stream. */
  poll?(): Promise<void>
  pollEvery?: number
}

/** Keeps a stream open: reads it, and when it drops opens it again, later each time. */
export function keepFeed(parts: FeedParts): Feed {
  const state = ref<FeedState>('connecting')
  const retryAt = ref<number>()
  let stopped = false
  let abort = new AbortController()
  let wake: () => void = () => {}

  const wait = (span: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, span)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  async function read(): Promise<boolean> {
    abort = new AbortController()
    let silence = setTimeout(() => abort.abort(), SILENCE)
    let isEnded = false
    try {
      for await (const event of parts.open(abort.signal)) {
        clearTimeout(silence)
        silence = setTimeout(() => abort.abort(), SILENCE)
        if (state.value !== 'live') {
          state.value = 'live'
          retryAt.value = undefined
          parts.opened?.()
        }
        if (event.event === 'end') isEnded = true
        else if (event !== STILL_HERE) parts.take(event)
      }
    } finally {
      clearTimeout(silence)
    }
    return isEnded
  }

  async function poll(): Promise<void> {
    state.value = 'polling'
    while (!stopped) {
      try {
        await parts.poll?.()
        state.value = 'polling'
      } catch (error) {
        if (Problem.of(error).status === 401) return
        state.value = 'lost'
      }
      await wait(parts.pollEvery ?? 5_000)
    }
  }

  async function run(): Promise<void> {
    let span = FIRST_WAIT
    while (!stopped) {
      try {
        if (await read()) {
          state.value = 'ended'
          return
        }
        span = FIRST_WAIT
      } catch (error) {
        const problem = Problem.of(error)
        if (stopped || problem.status === 401) return
        if (problem.status === 404 && parts.poll) return poll()
        // Not for this visitor, or gone for good: asking again and again brings nothing.
        if (!isAbort(error) && [403, 404].includes(problem.status)) {
          state.value = 'ended'
          return
        }
      }
      if (stopped) return
      state.value = 'lost'
      retryAt.value = Date.now() + span
      await wait(span)
      span = Math.min(span * 2, LONGEST_WAIT)
    }
  }

  void run()
  return {
    state,
    retryAt,
    hurry: () => wake(),
    stop() {
      stopped = true
      abort.abort()
      wake()
    },
  }
}
