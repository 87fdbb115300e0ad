import type { Device, EndedAttempt } from '@/api/wire'

/** A span in which an attempt was in one phase. */
export interface Span {
  phase: string
  from: number
  to: number
}

export interface Lane {
  key: string
  job: string
  unit: number
  spans: Span[]
  /** How it ended; absent while the device holds it. */
  end?: string
}

type Held = Device['attempts'][number]

const MOST_LANES = 40

/** What a device did with its attempts since a moment, in the order in which it was given them. */
export function lanesOf(held: Held[], ended: EndedAttempt[], since: number, now: number): Lane[] {
  const over = ended
    .filter((each) => Date.parse(each.endedAt) > since)
    .map((each) => ({ ...lane(each, Date.parse(each.endedAt)), key: `ended/${each.number}`, end: each.end }))
  const under = held.map((each) => lane(each, now))
  return [...over, ...under].sort((a, b) => a.spans[0]!.from - b.spans[0]!.from).slice(-MOST_LANES)
}

function lane(attempt: Held | EndedAttempt, end: number): Lane {
  const { job, unit, grantedAt, phases } = attempt
  // What ended before the device came to tell of it ran all the while, as far as anybody knows.
  const known = phases?.length ? phases : [{ phase: 'running', at: grantedAt }]
  const spans = known.map((each, at) => ({
    phase: each.phase,
    from: Date.parse(each.at),
    to: at + 1 < known.length ? Date.parse(known[at + 1]!.at) : end,
  }))
  return { key: `held/${job}/${unit}`, job, unit, spans }
}
