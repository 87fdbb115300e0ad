import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useClient } from '@/api/client'
import { Problem } from '@/api/problem'
import type { Job, Unit } from '@/api/wire'
import { isOver } from './looks'
import { UnitMap } from './unitMap'

const PAGE = 1_000
/** Units beyond are not mapped: a byte each would be too much for a small machine. */
const MOST_MAPPED = 16_000_000
/** Units of a larger job are read in spans of this many, where the reader looks. */
export const SPAN = 20_000
const READ_EVERY = 3_000

/** The states of a job's units, of one span of them when there are very many. */
export function useJobUnits(job: () => Job | undefined) {
  const client = useClient()
  const map = shallowRef<UnitMap>()
  const start = ref(0)
  const version = ref(0)
  const problem = ref<Problem>()
  const isReading = ref(false)
  /** Pages whose units are all over need not be read again. */
  const settled = new Set<number>()
  let seen = ''
  let readAt = 0
  let again: ReturnType<typeof setTimeout> | undefined
  let isGone = false

  function isSettled(units: readonly Unit[]): boolean {
    return units.every((unit) => unit.state === 'done' || unit.state === 'failed')
  }

  async function readPage(id: string, from: number, into: UnitMap): Promise<boolean> {
    const page = await client.units(id, { cursor: from === 0 ? undefined : String(from - 1), limit: PAGE })
    into.put(page.items)
    if (isSettled(page.items)) settled.add(from)
    version.value++
    // Units come to be as they are reached: behind the last page that was reached all wait.
    if (page.items.length > 0 && page.items.every((unit) => unit.state === 'not reached')) {
      into.fill(from, into.total, 'not reached')
      return false
    }
    return page.next !== undefined
  }

  async function read(): Promise<void> {
    const now = job()
    const into = map.value
    if (!now || !into || isReading.value) return
    isReading.value = true
    readAt = Date.now()
    try {
      const end = Math.min(into.total, start.value + SPAN)
      for (let from = start.value; from < end; from += PAGE) {
        if (isGone || map.value !== into) break
        if (!settled.has(from) && !(await readPage(now.id, from, into))) break
      }
      problem.value = undefined
    } catch (error) {
      problem.value = Problem.of(error)
    } finally {
      isReading.value = false
    }
  }

  function readSoon(): void {
    if (again) return
    again = setTimeout(
      () => {
        again = undefined
        void read()
      },
      Math.max(0, readAt + READ_EVERY - Date.now()),
    )
  }

  watch(
    () => job()?.id,
    (id) => {
      settled.clear()
      start.value = 0
      map.value = id ? new UnitMap(Math.min(job()?.units.total ?? 0, MOST_MAPPED)) : undefined
      if (id) void read()
    },
    { immediate: true },
  )

  watch(
    () => {
      const units = job()?.units
      return units ? `${units.done}/${units.failed}/${units.running}/${isOver(job()?.state ?? '')}` : ''
    },
    (counts) => {
      if (counts === seen) return
      seen = counts
      readSoon()
    },
  )

  watch(start, () => void read())

  onScopeDispose(() => {
    isGone = true
    clearTimeout(again)
  })

  return { map, start, version, problem, isReading }
}
