import type { StreamEvent } from './client'
import type { Device, Job } from './wire'

/** Numbers of the whole grid that the stream carries; what a coordinator leaves out is unknown. */
export interface Pulse {
  devices: Partial<Record<string, number>> | undefined
  activeJobs: number | undefined
  waiting: number | undefined
  running: number | undefined
  done: number | undefined
  failed: number | undefined
  creditSeconds: number | undefined
  validated: number | undefined
  storedBytes: number | undefined
  freeBytes: number | undefined
  recent: Happening[] | undefined
}

/** A job or device that came into another state. */
export interface Happening {
  at: string
  kind: 'job' | 'device'
  id: string
  name: string
  state: string
}

/** What the grid's stream says, told apart. */
export type GridMessage =
  | { kind: 'pulse'; pulse: Pulse }
  | { kind: 'devices'; ids: string[]; devices: Device[] }
  | { kind: 'jobs'; ids: string[]; jobs: Job[] }
  | { kind: 'other' }

type Fields = Record<string, unknown>

export function readGridMessage(event: StreamEvent): GridMessage {
  const data: unknown = JSON.parse(event.data)
  switch (event.event) {
    case 'overview':
      return { kind: 'pulse', pulse: pulse(fields(data)) }
    case 'devices': {
      const { ids, records } = changes(data, 'devices')
      return { kind: 'devices', ids, devices: records as unknown as Device[] }
    }
    case 'jobs': {
      const { ids, records } = changes(data, 'jobs')
      return { kind: 'jobs', ids, jobs: records as unknown as Job[] }
    }
    default:
      return { kind: 'other' }
  }
}

function pulse(data: Fields): Pulse {
  const units = fields(data.units)
  return {
    devices: counts(data.devices),
    activeJobs: number(data.activeJobs),
    waiting: number(data.waiting) ?? number(units.waiting),
    running: number(data.running) ?? number(units.running),
    done: number(data.done) ?? number(units.done),
    failed: number(data.failed) ?? number(units.failed),
    creditSeconds: number(data.creditSeconds),
    validated: number(data.validated),
    storedBytes: number(data.storedBytes),
    freeBytes: number(data.freeBytes),
    recent: Array.isArray(data.recent) ? data.recent.map((each) => happening(fields(each))) : undefined,
  }
}

function happening(data: Fields): Happening {
  return {
    at: String(data.at),
    kind: String(data.kind).toLowerCase() === 'job' ? 'job' : 'device',
    id: String(data.id),
    name: String(data.name),
    state: String(data.state),
  }
}

/** Changed things come as ids or whole; whole ones are told by their state. */
function changes(data: unknown, name: string): { ids: string[]; records: Fields[] } {
  const list = Array.isArray(data) ? data : (fields(data)[name] ?? fields(data).items ?? [])
  const ids: string[] = []
  const records: Fields[] = []
  for (const each of Array.isArray(list) ? list : []) {
    if (typeof each === 'string') ids.push(each)
    else if ('state' in fields(each) && 'name' in fields(each)) records.push(fields(each))
    else ids.push(String(fields(each).id))
  }
  return { ids, records }
}

function counts(data: unknown): Partial<Record<string, number>> | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const read: Partial<Record<string, number>> = {}
  for (const [name, value] of Object.entries(data)) {
    if (typeof value === 'number') read[name.toLowerCase()] = value
  }
  return read
}

function fields(data: unknown): Fields {
  return typeof data === 'object' && data !== null ? (data as Fields) : {}
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
