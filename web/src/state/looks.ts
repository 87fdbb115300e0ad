/** The one table of states: how each is shown. Labels are `state.<kind>.<name>` in the catalogues. */

export const DEVICE_STATES = [
  'lending',
  'idle',
  'suspended',
  'paused',
  'draining',
  'pending',
  'offline',
] as const
export type DeviceState = (typeof DEVICE_STATES)[number]

export const JOB_STATES = [
  'RUNNING',
  'MERGING',
  'ASSEMBLING',
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
] as const
export type JobState = (typeof JOB_STATES)[number]

export const UNIT_STATES = ['done', 'running', 'ready', 'failed', 'not reached'] as const
export type UnitState = (typeof UNIT_STATES)[number]

/** How a service of a replica is. */
export const SERVICE_STATES = [
  'waiting',
  'starting',
  'running',
  'healthy',
  'unhealthy',
  'backing off',
  'completed',
  'failed',
  'stopping',
  'stopped',
] as const
export type ServiceState = (typeof SERVICE_STATES)[number]

/** What happens to devices. */
export const DEVICE_NEWS = ['online', 'offline', 'promise-broken', 'promise-kept'] as const
export type DeviceNews = (typeof DEVICE_NEWS)[number]

/** Names of colours in styles/tokens.css: `--tone-…`. */
export type Tone = 'active' | 'calm' | 'warn' | 'hold' | 'info' | 'bad' | 'off' | 'none'

interface Look {
  tone: Tone
  /** Key of the label. */
  label: string
}

const device: Record<DeviceState, Tone> = {
  lending: 'active',
  idle: 'calm',
  suspended: 'warn',
  paused: 'hold',
  draining: 'info',
  pending: 'info',
  offline: 'off',
}

const job: Record<JobState, Tone> = {
  RUNNING: 'active',
  MERGING: 'info',
  ASSEMBLING: 'info',
  SUCCEEDED: 'calm',
  FAILED: 'bad',
  CANCELLED: 'off',
}

/** A replica of a service that ended badly again and again rests; no map counts that by itself. */
const unit: Record<UnitState | 'resting', Tone> = {
  done: 'calm',
  running: 'active',
  ready: 'off',
  failed: 'bad',
  resting: 'warn',
  'not reached': 'none',
}

const service: Record<ServiceState, Tone> = {
  waiting: 'off',
  starting: 'info',
  running: 'active',
  healthy: 'calm',
  unhealthy: 'bad',
  'backing off': 'warn',
  completed: 'calm',
  failed: 'bad',
  stopping: 'info',
  stopped: 'off',
}

const news: Record<DeviceNews, Tone> = {
  online: 'calm',
  offline: 'off',
  'promise-broken': 'bad',
  'promise-kept': 'calm',
}

const tables = { device, job, unit, service, news }
export type StateKind = keyof typeof tables

/** A state that this portal does not know yet is shown as it is called. */
export function lookOf(kind: StateKind, state: string): Look {
  const table: Partial<Record<string, Tone>> = tables[kind]
  const tone = table[state]
  return { tone: tone ?? 'off', label: tone ? `state.${kind}.${labelKey(state)}` : state }
}

export function labelKey(state: string): string {
  return state.replace(/[ -](\w)/g, (_, letter: string) => letter.toUpperCase())
}

export function isOver(state: string): boolean {
  return state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELLED'
}

const colours = new Map<string, string>()

/** A tone's colour for canvases, in the theme of the moment. */
export function toneColour(tone: Tone | 'line' | 'ink' | 'muted' | 'surface' | 'own' | 'host' | 'sunken'): string {
  const known = colours.get(tone)
  if (known) return known
  const name = ['line', 'ink', 'muted', 'surface', 'own', 'host', 'sunken'].includes(tone)
    ? `--${tone}`
    : `--tone-${tone}`
  const colour = getComputedStyle(document.documentElement).getPropertyValue(name).trim() || '#888888'
  colours.set(tone, colour)
  return colour
}

/** Calls back when the theme changes, after the colours were read anew; the result ends it. */
export function onThemeChange(listener: () => void): () => void {
  const media = window.matchMedia('(prefers-color-scheme: dark)')
  const changed = () => {
    colours.clear()
    listener()
  }
  media.addEventListener('change', changed)
  return () => media.removeEventListener('change', changed)
}
