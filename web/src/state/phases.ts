import { ref, watch, type Ref } from 'vue'
import type { Device } from '@/api/wire'

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
  /** Whether the device no longer holds it. */
  hasLeft: boolean
}

const MOST_LANES = 40

/** What a device's attempts did since the page was opened; the coordinator keeps no such history. */
export function usePhases(device: () => Device | undefined): Ref<Lane[]> {
  const lanes = ref<Lane[]>([])

  function note(seen: Device): void {
    const now = Date.now()
    const held = new Set<string>()
    for (const { job, unit, phase } of seen.attempts) {
      const key = `${job}/${unit}`
      held.add(key)
      let lane = lanes.value.find((each) => each.key === key && !each.hasLeft)
      if (!lane) {
        lanes.value = [...lanes.value, { key, job, unit, spans: [], hasLeft: false }].slice(-MOST_LANES)
        lane = lanes.value.at(-1)!
      }
      const last = lane.spans.at(-1)
      if (last) last.to = now
      if (last?.phase !== phase) lane.spans.push({ phase, from: now, to: now })
    }
    for (const lane of lanes.value) {
      if (held.has(lane.key) || lane.hasLeft) continue
      lane.hasLeft = true
      const last = lane.spans.at(-1)
      if (last) last.to = now
    }
  }

  watch(
    () => device()?.id,
    () => (lanes.value = []),
  )
  watch(device, (seen) => seen && note(seen), { immediate: true })
  return lanes
}
