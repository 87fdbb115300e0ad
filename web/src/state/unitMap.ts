import type { Unit } from '@/api/wire'
import { UNIT_STATES, type UnitState } from './looks'

/** Code of a unit whose state was not read. */
export const UNKNOWN = 255

export function codeOf(state: string): number {
  const at = (UNIT_STATES as readonly string[]).indexOf(state)
  return at < 0 ? UNKNOWN : at
}

export function stateOf(code: number): UnitState | undefined {
  return UNIT_STATES[code]
}

/** One byte for each unit, so that a million units are a megabyte. */
export class UnitMap {
  readonly codes: Uint8Array

  constructor(readonly total: number) {
    this.codes = new Uint8Array(total).fill(UNKNOWN)
  }

  put(units: readonly Unit[]): void {
    for (const unit of units) {
      if (unit.index < this.total) this.codes[unit.index] = codeOf(unit.state)
    }
  }

  fill(from: number, to: number, state: UnitState): void {
    this.codes.fill(codeOf(state), from, Math.min(to, this.total))
  }
}

/** Units of one cell of the heat map: how many of them are in each state. */
export interface Cell {
  from: number
  to: number
  counts: number[]
  unknown: number
}

/** Parts the units into at most so many cells of equal size. */
export function aggregate(codes: Uint8Array, mostCells: number): Cell[] {
  const size = Math.max(1, Math.ceil(codes.length / Math.max(1, mostCells)))
  const cells: Cell[] = []
  for (let from = 0; from < codes.length; from += size) {
    const to = Math.min(from + size, codes.length)
    const counts = new Array<number>(UNIT_STATES.length).fill(0)
    let unknown = 0
    for (let i = from; i < to; i++) {
      const code = codes[i]!
      if (code === UNKNOWN) unknown++
      else counts[code]!++
    }
    cells.push({ from, to, counts, unknown })
  }
  return cells
}

/** The state that a cell is drawn in: failures first, for they must not drown among the many. */
export function ruling(cell: Cell): UnitState | undefined {
  const failed = UNIT_STATES.indexOf('failed')
  if (cell.counts[failed]! > 0) return 'failed'
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
