import { describe, expect, it } from 'vitest'
import type { Device, EndedAttempt } from '@/api/wire'
import { lanesOf } from '@/state/phases'

const NOW = Date.UTC(2026, 10, 2, 12)
const ago = (seconds: number) => new Date(NOW - seconds * 1_000).toISOString()

function ended(number: number, from: number, to: number, phases: [string, number][] = []): EndedAttempt {
  return {
    number,
    job: 'j-1',
    unit: number,
    grantedAt: ago(from),
    endedAt: ago(to),
    end: 'SUCCEEDED',
    activeSeconds: from - to,
    cpuSeconds: 1,
    phases: phases.map(([phase, at]) => ({ phase, at: ago(at) })),
  }
}

const held: Device['attempts'][number] = {
  job: 'j-2',
  unit: 0,
  phase: 'frozen',
  activeSeconds: 20,
  grantedAt: ago(31),
  phases: [
    { phase: 'running', at: ago(30) },
    { phase: 'frozen', at: ago(10) },
  ],
}

describe('the lanes of a timeline', () => {
  it('go from phase to phase, up to now while the device holds the attempt', () => {
    const [lane] = lanesOf([held], [], NOW - 3_600_000, NOW)

    expect(lane?.end).toBeUndefined()
    expect(lane?.spans).toEqual([
      { phase: 'running', from: NOW - 30_000, to: NOW - 10_000 },
      { phase: 'frozen', from: NOW - 10_000, to: NOW },
    ])
  })

  it('end when the attempt did', () => {
    const [lane] = lanesOf([], [ended(3, 60, 20, [['queued', 60], ['running', 50]])], NOW - 3_600_000, NOW)

    expect(lane?.end).toBe('SUCCEEDED')
    expect(lane?.spans.at(-1)).toEqual({ phase: 'running', from: NOW - 50_000, to: NOW - 20_000 })
  })

  it('run all the while where the device did not come to tell', () => {
    const [lane] = lanesOf([], [ended(3, 60, 59)], NOW - 3_600_000, NOW)

    expect(lane?.spans).toEqual([{ phase: 'running', from: NOW - 60_000, to: NOW - 59_000 }])
  })

  it('are in the order of their begin, without those from before', () => {
    const lanes = lanesOf([held], [ended(3, 20, 10), ended(2, 90, 80), ended(1, 7_000, 6_000)], NOW - 3_600_000, NOW)

    expect(lanes.map((each) => each.key)).toEqual(['ended/2', 'held/j-2/0', 'ended/3'])
  })
})
