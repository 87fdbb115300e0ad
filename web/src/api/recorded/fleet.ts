import type { Device, EndedAttempt, Forecast, Hardware, Job, Service } from '../wire'

/** A random number generator that always tells the same story (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const KINDS = ['cam', 'gateway', 'board', 'kiosk', 'nas']
/** Coarse places, as owners may tell them. */
const PLACES = [
  { latitude: 48.1, longitude: 11.6 },
  { latitude: 39.9, longitude: 116.4 },
  { latitude: -33.9, longitude: 151.2 },
  { latitude: 40.7, longitude: -74 },
]
const SITES = ['lab', 'hall', 'roof', 'yard']
const STATES = ['lending', 'lending', 'idle', 'idle', 'idle', 'suspended', 'offline', 'paused', 'draining']

/** Devices as a fleet of cameras, gateways and boards would report them. */
export function fleet(count: number, start: number): Device[] {
  const random = seeded(7)
  return Array.from({ length: count }, (_, at) => device(at, random, start))
}

function phasesOf(start: number): { phase: string; at: string }[] {
  const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString()
  return [
    { phase: 'queued', at: at(1) },
    { phase: 'running', at: at(6) },
    { phase: 'frozen', at: at(90) },
    { phase: 'running', at: at(130) },
  ]
}

/** What ran on a device: one attempt after the other, each for another reason at its end. */
export function attempts(start: number): EndedAttempt[] {
  const ends = ['SUCCEEDED', 'CHECKPOINTED', 'SUCCEEDED', 'MEMORY_LIMIT', 'WITHDRAWN', 'LOST', 'SUCCEEDED']
  return ends.map((end, at) => {
    const ended = start - (at + 1) * 500_000
    return {
      number: ends.length - at,
      job: 'j-0mig5c00aaaaaa',
      unit: 40 - at,
      account: 'lin',
      name: 'count the words of a library',
      grantedAt: new Date(ended - 300_000).toISOString(),
      endedAt: new Date(ended).toISOString(),
      end,
      detail: end === 'WITHDRAWN' ? 'another attempt finished the unit' : '',
      activeSeconds: 230 - at * 10,
      cpuSeconds: end === 'LOST' ? 0 : 200 - at * 9,
      phases: phasesOf(ended - 300_000),
    }
  })
}

/** Boards rarely tell all: this one does not say what its memory card is called. */
function board(cores: number): Hardware {
  return {
    model: 'Raspberry Pi 4 Model B Rev 1.2',
    processor: 'Cortex-A72',
    physicalCores: cores,
    maxMegahertz: 1_500,
    disks: [{ name: 'mmcblk0', bytes: 32 * 2 ** 30, solid: true }],
    networks: [{ name: 'eth0', megabits: 1_000 }, { name: 'wlan0' }],
    sensors: ['temperature', 'fan'],
  }
}

/** A week of promises; every ninth device broke more of them than chance explains. */
function promise(at: number): Device['promise'] {
  const grants = 120 + ((at * 37) % 900)
  const broken = at % 9 === 8
  const conflicts = broken ? Math.ceil(grants * 0.07) : Math.floor(grants * 0.006)
  return {
    lately: {
      days: 7,
      grants,
      conflicts,
      promisedRate: 0.01,
      conflictRate: conflicts / grants,
      frozen: conflicts + 2,
      unseen: at % 4,
      checked: 480,
      coverage: [
        { quantile: 0.5, share: 0.53 },
        { quantile: 0.9, share: 0.91 },
        { quantile: 0.95, share: 0.957 },
        { quantile: 0.99, share: broken ? 0.962 : 0.992 },
      ],
      harvestedShare: 0.3 + ((at * 13) % 40) / 100,
    },
    broken,
    brokenSince: broken ? '2026-11-24T09:12:00Z' : undefined,
    caution: broken ? 2 : 1,
  }
}

function device(at: number, random: () => number, start: number): Device {
  const kind = KINDS[Math.floor(random() * KINDS.length)]!
  const state = STATES[Math.floor(random() * STATES.length)]!
  const isHere = state !== 'offline'
  const host = state === 'suspended' ? 60 + random() * 35 : random() * 30
  const duty = state === 'paused' ? 'PAUSE' : state === 'draining' ? 'DRAIN' : 'LEND'
  const cores = [2, 4, 4, 8][Math.floor(random() * 4)]!
  const attempts =
    state === 'lending'
      ? [{ job: 'j-0mig5c00aaaaaa', unit: at % 400, phase: 'running', activeSeconds: random() * 200, account: 'lin', name: 'count the words of a library', grantedAt: new Date(start - 400_000).toISOString(), phases: phasesOf(start - 400_000) }]
      : []
  return {
    id: `d-${at.toString(36).padStart(6, '0')}`,
    name: `${kind}-${String(at + 1).padStart(2, '0')}`,
    owner: at % 5 === 0 ? 'zoë' : 'ada',
    state,
    reason:
      state === 'suspended' ? 'host load 78 % over 1.00 s, enter threshold 50 %' : duty === 'LEND' ? '' : 'wanted by its operator',
    duty,
    risk: 0.01,
    hours: at % 7 === 1 ? { week: 'mon-fri 18:00-08:00, sat-sun', zone: 'Europe/Berlin' } : undefined,
    promise: promise(at),
    joinedAt: new Date(start - 20 * 86_400_000).toISOString(),
    lastSeen: new Date(start - (isHere ? 1_000 : 7_200_000)).toISOString(),
    facts: {
      name: `${kind}-${at + 1}`,
      arch: at % 3 === 0 ? 'amd64' : 'arm64',
      os: 'Debian GNU/Linux 12',
      cores,
      memoryBytes: cores * 2 ** 30,
      lendableMemoryBytes: cores * 2 ** 29,
      lendableDiskBytes: 8 * 2 ** 30,
      imageBytes: 2 * 2 ** 30,
      lendableCpuPercent: 75,
      engines: [
        { images: true, groups: true, name: 'docker', version: '20.10.24' },
        ...(at % 4 === 0
          ? [{ images: false, groups: false, name: 'process', version: '0.8.0', degraded: 'no memory limit: the controller is switched off' }]
          : []),
      ],
      java: 17,
      labels: { site: SITES[at % SITES.length]! },
      sensors: ['temperature'],
      location: at % 5 < 3 ? PLACES[at % PLACES.length] : undefined,
      networkAllowed: false,
      warnings: at % 4 === 0 ? ['The memory controller of this board is switched off.'] : [],
      hardware: at % 3 === 0 ? undefined : board(cores),
    },
    now: isHere
      ? {
          at: new Date(start).toISOString(),
          hostPercent: host,
          ownPercent: state === 'lending' ? 20 + random() * 40 : 0,
          memoryAvailableBytes: (0.3 + random() * 0.6) * cores * 2 ** 30,
          diskFreeBytes: (4 + random() * 20) * 2 ** 30,
          temperature: random() < 0.2 ? undefined : 38 + random() * 25,
        }
      : undefined,
    standing: {
      creditSeconds: random() * 90_000,
      validated: Math.floor(random() * 900),
      dissented: at % 11 === 0 ? 1 : 0,
      probation: at % 11 === 0 ? 3 : 0,
      attempts: 7,
    },
    attempts,
  }
}

/** An hour of load and the band over the next. */
export function forecast(device: string, start: number): Forecast {
  const random = seeded(device.length * 31 + (device.charCodeAt(7) || 1))
  const history = Array.from({ length: 120 }, (_, at) => {
    const mean = 8 + 6 * Math.sin(at / 14) + random() * 5 + (at > 70 && at < 80 ? 40 : 0)
    return {
      start: new Date(start - (120 - at) * 30_000).toISOString(),
      seconds: 30,
      mean,
      peak: Math.min(100, mean + random() * 14),
    }
  })
  return {
    device,
    madeAt: new Date(start).toISOString(),
    method: 'trees',
    basis: 'trees: trees of 2026-11-20T02:00:00Z from 61204 examples; here 0.41 % conflicts in 197 starts',
    risk: 0.01,
    history,
    own: Array.from({ length: 60 }, (_, at) => ({
      start: new Date(start - (60 - at) * 60_000).toISOString(),
      seconds: 60,
      mean: at > 20 && at < 34 ? 0 : 30 + 8 * Math.sin(at / 3),
      peak: at > 20 && at < 34 ? 0 : 45,
    })),
    horizons: [
      { seconds: 60, q50: 14, q90: 19, q95: 22, q99: 28 },
      { seconds: 300, q50: 18, q90: 26, q95: 31, q99: 42 },
      { seconds: 900, q50: 22, q90: 34, q95: 41, q99: 58 },
      { seconds: 3600, q50: 31, q90: 49, q95: 57, q99: 76 },
    ],
    expected: Array.from({ length: 31 }, (_, at) => ({ seconds: at * 120, percent: 10 + 5 * Math.sin(at / 5) })),
    windows: [
      { wantedPercent: 25, seconds: 3600 },
      { wantedPercent: 50, seconds: 1500 },
      { wantedPercent: 75, seconds: 240 },
      { wantedPercent: 90, seconds: 0 },
    ],
    memory: {
      method: 'steady',
      basis: 'peak 44.5 % over 86400 s of the last day; measured 0.41 % conflicts in 1970 starts',
      history: history.map((each, at) => ({ ...each, mean: 42 + Math.sin(at / 20), peak: 44 })),
      horizons: [
        { seconds: 60, q50: 45, q90: 45, q95: 45, q99: 46 },
        { seconds: 300, q50: 45, q90: 45, q95: 46, q99: 49 },
        { seconds: 900, q50: 45, q90: 46, q95: 47, q99: 54 },
        { seconds: 3600, q50: 45, q90: 48, q95: 53, q99: 61 },
      ],
    },
    promise: promise(1),
  }
}

/** Jobs of every state. */
export function jobs(start: number): Job[] {
  const job = (at: number, name: string, state: string, units: [number, number, number, number, number]): Job => ({
    id: `j-0mig5c${String(at).padStart(2, '0')}aaaaaa`,
    name,
    type: name === 'classify' ? 'inference' : name === 'counter' ? 'service' : 'batch',
    account: at % 3 === 0 ? 'lin' : 'ada',
    labels: { team: 'lab' },
    state,
    reason: state === 'FAILED' ? 'unit 7 failed 4 times: exit code 1' : state === 'CANCELLED' ? 'cancelled by ada' : '',
    submittedAt: new Date(start - (12 - at) * 1_860_000).toISOString(),
    finishedAt: ['RUNNING', 'MERGING', 'ASSEMBLING'].includes(state)
      ? undefined
      : new Date(start - (12 - at) * 1_860_000 + 740_000).toISOString(),
    units: { total: units[0], done: units[1], running: units[2], failed: units[3], waiting: units[4] },
    file: {
      apiVersion: 'idlegrid/v1',
      kind: 'Job',
      metadata: { name },
      spec: {
        type: 'batch',
        run: { command: ['sh', 'count.sh', '{{input}}', '{{output}}'], engine: 'any' },
        data: { split: { by: 'range', from: 0, to: units[0] } },
        resources: { cpu: 1, memory: '256MiB', timeLimit: '10m' },
        results: { collect: 'out/**', merge: 'concat' },
      },
    },
  })
  return [
    job(0, 'count the words of a library', 'RUNNING', [400, 231, 12, 0, 157]),
    job(1, 'classify', 'SUCCEEDED', [64, 64, 0, 0, 0]),
    job(2, 'pi', 'FAILED', [1000, 412, 0, 3, 585]),
    job(3, 'ray tracing, frame by frame', 'CANCELLED', [240, 18, 0, 0, 222]),
    job(4, 'protein folding sweep', 'RUNNING', [1_000_000, 214_300, 38, 2, 785_660]),
    job(5, 'thumbnails', 'ASSEMBLING', [80, 80, 0, 0, 0]),
    job(6, 'counter', 'RUNNING', [3, 0, 2, 0, 1]),
  ].reverse()
}

/** The replicas of a recorded service: one runs, one stands still, one waits for a device. */
export function service(job: Job): Service {
  const states = (store: string, reader: string, detail = '') => [
    { name: 'store', state: store, restarts: 0, detail: '' },
    { name: 'reader', state: reader, restarts: detail ? 1 : 0, detail },
  ]
  return {
    job,
    services: ['store', 'reader'],
    replicas: [
      { index: 0, state: 'running', device: 'camera-00001', phase: 'running', activeSeconds: 4_210, services: states('healthy', 'running') },
      { index: 1, state: 'running', device: 'camera-00002', phase: 'frozen', activeSeconds: 95, services: states('healthy', 'backing off', 'exited with code 1') },
      { index: 2, state: 'ready', services: [] },
    ],
    compose: 'name: counter\nservices:\n  store: {image: busybox:1}\n  reader: {image: busybox:1}\n',
  }
}
