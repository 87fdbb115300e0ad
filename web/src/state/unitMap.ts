import type { UnitMap } from '@/api/wire'
import { UNIT_STATES, type UnitState } from './looks'

/** Units of one cell of the heat map: how many of them are in each state, as `UNIT_STATES` lists. */
export interface Cell {
  from: number
  to: number
  counts: number[]
}

/** The cells of a map that was read. */
export function cellsOf(map: UnitMap): Cell[] {
  return map.done.map((done, at) => {
    const from = map.from + at * map.perCell
    const to = Math.min(map.to, from + map.perCell)
    const [running, ready, failed] = [map.running[at]!, map.ready[at]!, map.failed[at]!]
    const known: Record<UnitState, number> = {
      done,
      running,
      ready,
      failed,
      'not reached': to - from - done - running - ready - failed,
    }
    return { from, to, counts: UNIT_STATES.map((state) => known[state]) }
  })
}

/** The state that a cell is drawn in: failures first, for they must not drown among the many. */
export function ruling(cell: Cell): UnitState | undefined {
  if (cell.counts[UNIT_STATES.indexOf('failed')]! > 0) return 'failed'
  let best = -1
  cell.counts.forEach((count, code) => {
    if (count > 0 && (best < 0 || count > cell.counts[best]!)) best = code
  })
  return best < 0 ? undefined : UNIT_STATES[best]
}

/** How much of a cell its ruling state is, for the strength of the colour; 0 to 1. */
export function share(cell: Cell): number {
  const state = ruling(cell)
  return state ? cell.counts[UNIT_STATES.indexOf(state)]! / (cell.to - cell.from) : 0
}
