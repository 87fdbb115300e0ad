import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useClient } from '@/api/client'
import { Problem } from '@/api/problem'
import type { Job } from '@/api/wire'
import { isOver } from './looks'
import { cellsOf, type Cell } from './unitMap'

const READ_EVERY = 2_000
const MOST_CELLS = 4_096

/** A range of units, the last one not included. */
export interface UnitRange {
  from: number
  to: number
}

/** A job's units in cells, counted by the coordinator: as many cells as there is room for. */
export function useJobUnits(job: () => Job | undefined) {
  const client = useClient()
  const cells = shallowRef<Cell[]>([])
  const range = ref<UnitRange>()
  /** Cells that the map has room for; nothing is read before it says so. */
  const room = ref(0)
  const problem = ref<Problem>()
  let turn = 0
  let readAt = 0
  let again: ReturnType<typeof setTimeout> | undefined

  async function read(): Promise<void> {
    const now = job()
    if (!now || room.value === 0) return
    const mine = ++turn
    readAt = Date.now()
    try {
      const map = await client.unitMap(now.id, {
        cells: Math.min(MOST_CELLS, room.value),
        from: range.value?.from ?? 0,
        to: range.value?.to,
      })
      if (mine !== turn) return
      cells.value = cellsOf(map)
      problem.value = undefined
    } catch (error) {
      if (mine === turn) problem.value = Problem.of(error)
    }
  }

  function readSoon(): void {
    again ??= setTimeout(
      () => {
        again = undefined
        void read()
      },
      Math.max(0, readAt + READ_EVERY - Date.now()),
    )
  }

  watch(
    () => job()?.id,
    () => {
      range.value = undefined
      cells.value = []
      void read()
    },
  )
  watch([room, range], () => void read())
  watch(
    () => {
      const units = job()?.units
      return units ? `${units.done}/${units.failed}/${units.running}/${isOver(job()?.state ?? '')}` : ''
    },
    readSoon,
  )
  onScopeDispose(() => {
    turn++
    clearTimeout(again)
  })

  return { cells, range, room, problem }
}
