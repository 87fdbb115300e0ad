import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Stream } from '@/api/client'
import { STILL_HERE } from '@/api/eventStream'
import { Problem } from '@/api/problem'
import { keepFeed, type Feed } from '@/state/feed'

let feed: Feed | undefined

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  feed?.stop()
  vi.useRealTimers()
})

async function* events(...names: string[]): Stream {
  for (const event of names) yield { event, data: '{}' }
}

async function* broken(problem: unknown): Stream {
  yield* events()
  throw problem
}

describe('a feed', () => {
  it('opens a dropped stream again, later each time, and says so', async () => {
    let opened = 0
    feed = keepFeed({
      open: () => {
        opened++
        return broken(Problem.unreachable(new Error('down')))
      },
      take: () => {},
    })

    await vi.advanceTimersByTimeAsync(0)
    expect([opened, feed.state.value]).toEqual([1, 'lost'])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(opened).toBe(2)
    await vi.advanceTimersByTimeAsync(1_999)
    expect(opened).toBe(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(opened).toBe(3)
  })

  it('reads what was missed once it is back', async () => {
    const opened = vi.fn()
    let turn = 0
    feed = keepFeed({
      open: () => (turn++ === 0 ? broken(Problem.unreachable('down')) : events('overview', 'end')),
      take: () => {},
      opened,
    })

    await vi.advanceTimersByTimeAsync(1_000)

    expect(opened).toHaveBeenCalledOnce()
    expect(feed.state.value).toBe('ended')
  })

  it('tries at once when told to', async () => {
    let opened = 0
    feed = keepFeed({
      open: () => {
        opened++
        return broken(Problem.unreachable('down'))
      },
      take: () => {},
    })
    await vi.advanceTimersByTimeAsync(0)

    feed.hurry()
    await vi.advanceTimersByTimeAsync(0)

    expect(opened).toBe(2)
  })

  it('polls where the coordinator has no such stream', async () => {
    const poll = vi.fn(async () => {})
    feed = keepFeed({
      open: () => broken(new Problem({ code: 'not-found', status: 404, detail: '' })),
      take: () => {},
      poll,
    })

    await vi.advanceTimersByTimeAsync(10_000)

    expect(feed.state.value).toBe('polling')
    expect(poll).toHaveBeenCalledTimes(3)
  })

  it('ends quietly when the token is refused', async () => {
    let opened = 0
    feed = keepFeed({
      open: () => {
        opened++
        return broken(new Problem({ code: 'token.refused', status: 401, detail: '' }))
      },
      take: () => {},
    })

    await vi.advanceTimersByTimeAsync(60_000)
    await flushPromises()

    expect(opened).toBe(1)
  })

  it('keeps a stream that says only that it lives', async () => {
    const take = vi.fn()
    feed = keepFeed({
      open: () =>
        (async function* () {
          for (;;) {
            yield STILL_HERE
            await new Promise((resolve) => setTimeout(resolve, 15_000))
          }
        })(),
      take,
    })

    await vi.advanceTimersByTimeAsync(600_000)

    expect(feed.state.value).toBe('live')
    expect(take).not.toHaveBeenCalled()
  })

  it('takes a stream for broken that falls silent', async () => {
    let aborted = 0
    feed = keepFeed({
      open: (signal) =>
        (async function* () {
          yield* events('overview')
          await new Promise((_, reject) =>
            signal.addEventListener('abort', () => {
              aborted++
              reject(new DOMException('gone', 'AbortError'))
            }),
          )
        })(),
      take: () => {},
    })

    await vi.advanceTimersByTimeAsync(44_000)
    expect(feed.state.value).toBe('live')
    await vi.advanceTimersByTimeAsync(1_500)

    expect(aborted).toBe(1)
    expect(feed.state.value).toBe('lost')
  })
})
