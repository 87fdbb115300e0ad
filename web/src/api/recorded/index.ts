import type { Download, GridClient, Stream } from '../client'
import { Problem } from '../problem'
import type { Device, Duty, Job, NewToken, Overview, Token, Unit } from '../wire'
import { fleet, forecast, jobs, seeded } from './fleet'

export interface RecordedOptions {
  devices?: number
  /** Nothing moves when false, as tests want it. */
  moving?: boolean
  start?: number
  rights?: string[]
}

const ALL_RIGHTS = [
  'SUBMIT_JOBS',
  'SEE_ALL_JOBS',
  'CONTROL_ALL_JOBS',
  'SEE_DEVICES',
  'CONTROL_ALL_DEVICES',
  'INVITE_DEVICES',
  'MANAGE_ACCOUNTS',
  'SEE_SYSTEM',
]
const BEAT = 2_000

/** A grid that answers from memory: every view works without a coordinator. */
export function recordedClient(options: RecordedOptions = {}): GridClient {
  const start = options.start ?? Date.now()
  const moving = options.moving ?? true
  const devices = new Map(fleet(options.devices ?? 48, start).map((each) => [each.id, each]))
  const known = new Map(jobs(start).map((each) => [each.id, each]))
  const blobs = new Map<string, { received: number; total: number }>()
  let tokens: Token[] = [
    { id: '3fa0c1d2e4b5', account: 'ada', label: 'laptop', createdAt: new Date(start - 9e8).toISOString() },
  ]

  function device(id: string): Device {
    const found = devices.get(id)
    if (!found) throw missing('device.unknown', `there is no device '${id}'`, 'see idlegrid device ls')
    return found
  }

  function job(id: string): Job {
    const found = known.get(id)
    if (!found) throw missing('job.unknown', `there is no job '${id}'`, 'see idlegrid job ls')
    return found
  }

  function unit(of: Job, index: number): Unit {
    const { done, running, failed } = of.units
    const state =
      failed > 0 && index > 0 && index % 7 === 0 && index / 7 <= failed
        ? 'failed'
        : index < done + failed
          ? 'done'
          : index < done + failed + running
            ? 'running'
            : index < done + failed + running + 64
              ? 'ready'
              : 'not reached'
    return {
      index,
      state,
      device: state === 'done' ? 'd-000001' : undefined,
      activeSeconds: state === 'done' ? 4.2 : undefined,
      outputs: state === 'done' ? [{ path: 'out/count.txt', size: 36, sha256: 'ab'.repeat(32) }] : [],
    }
  }

  function overview(): Overview {
    const all = [...devices.values()]
    const count = (state: string) => all.filter((each) => each.state === state).length
    const active = [...known.values()].filter((each) => !each.finishedAt)
    const sum = (pick: (each: Job) => number) => active.reduce((total, each) => total + pick(each), 0)
    return {
      at: new Date().toISOString(),
      devices: {
        total: all.length,
        lending: count('lending'),
        idle: count('idle'),
        suspended: count('suspended'),
        away: count('paused') + count('draining'),
        offline: count('offline'),
      },
      activeJobs: active.length,
      units: {
        waiting: sum((each) => each.units.waiting),
        running: sum((each) => each.units.running),
        done: sum((each) => each.units.done),
        failed: sum((each) => each.units.failed),
      },
      harvest: {
        cpuSeconds: all.reduce((total, each) => total + each.standing.creditSeconds, 0),
        outputs: sum((each) => each.units.done),
      },
      promise: device('d-000001').promise.lately,
      brokenPromises: all.filter((each) => each.promise.broken).length,
      recent: [
        { at: new Date(start - 42_000).toISOString(), kind: 'job', id: 'j-0mig5c04aaaaaa', name: 'protein folding sweep', state: 'RUNNING' },
        { at: new Date(start - 300_000).toISOString(), kind: 'device', id: 'd-000002', name: device('d-000002').name, state: 'online' },
        { at: new Date(start - 900_000).toISOString(), kind: 'job', id: 'j-0mig5c02aaaaaa', name: 'pi', state: 'FAILED' },
        { at: new Date(start - 7_200_000).toISOString(), kind: 'device', id: 'd-000003', name: device('d-000003').name, state: 'offline' },
      ],
    }
  }

  /** Loads drift, units get done. */
  function beat(random: () => number): { devices: string[]; jobs: string[] } {
    for (const each of devices.values()) {
      if (!each.now) continue
      const host = Math.min(100, Math.max(0, (each.now.hostPercent ?? 0) + (random() - 0.5) * 8))
      devices.set(each.id, { ...each, now: { ...each.now, at: new Date().toISOString(), hostPercent: host } })
    }
    const changed: string[] = []
    for (const each of known.values()) {
      if (each.state !== 'RUNNING' || each.units.waiting < 4) continue
      const more = 1 + Math.floor(random() * 3)
      const units = { ...each.units, done: each.units.done + more, waiting: each.units.waiting - more }
      known.set(each.id, { ...each, units })
      changed.push(each.id)
    }
    return { devices: [...devices.keys()], jobs: changed }
  }

  async function* grid(signal: AbortSignal): Stream {
    const random = seeded(11)
    yield event('overview', overview())
    while (moving && !signal.aborted) {
      await pause(BEAT, signal)
      const changed = beat(random)
      yield event('overview', overview())
      yield event('devices', { ids: changed.devices.slice(0, 100), more: changed.devices.length > 100 })
      yield event('jobs', { ids: changed.jobs, more: false })
    }
    await gone(signal)
  }

  async function* progress(id: string, signal: AbortSignal): Stream {
    yield event('progress', { ...job(id), file: undefined })
    while (moving && !signal.aborted && !job(id).finishedAt) {
      await pause(BEAT, signal)
      yield event('progress', { ...job(id), file: undefined })
    }
    if (job(id).finishedAt) yield event('end', {})
    else await gone(signal)
  }

  async function* log(id: string, index: number, signal: AbortSignal): Stream {
    if (unit(job(id), index).state !== 'running') {
      yield event('whole', unitLog(id, index))
      return
    }
    for (let line = 0; !signal.aborted; line++) {
      yield event('log', { offset: line * 20, text: `read ${line * 1000} lines\n` })
      if (!moving) await gone(signal)
      await pause(700, signal)
    }
  }

  function unitLog(id: string, index: number) {
    const state = unit(job(id), index).state
    if (state === 'ready' || state === 'not reached') {
      throw missing('log.none', `unit ${index} has no log yet`, 'see why it waits')
    }
    const text = state === 'failed' ? 'count.sh: line 3: syntax error\n' : 'read 12000 lines\nwrote out/count.txt\n'
    return { unit: index, attempt: state === 'failed' ? 'FAILED' : 'SUCCEEDED', device: 'd-000001', text, droppedBytes: 0 }
  }

  return {
    whoami: async () => ({
      account: 'ada',
      roles: ['administrator'],
      rights: options.rights ?? ALL_RIGHTS,
    }),
    system: async () => ({
      version: '0.1.0',
      startedAt: new Date(start - 86_400_000).toISOString(),
      devices: overview().devices,
      activeJobs: overview().activeJobs,
      storedBytes: 3.4 * 2 ** 30,
      freeBytes: 190 * 2 ** 30,
      memoryBytes: 210 * 2 ** 20,
    }),

    async devices(query) {
      const all = [...devices.values()].filter((each) => each.id > (query?.cursor ?? ''))
      const items = all.slice(0, query?.limit ?? 100)
      return { items, next: items.length < all.length ? items.at(-1)?.id : undefined }
    },
    device: async (id) => device(id),
    async changeDevice(id, change) {
      const states: Record<Duty, string> = { LEND: 'idle', DRAIN: 'draining', PAUSE: 'paused' }
      const now = device(id)
      const duty = change.duty ?? (now.duty as Duty)
      const changed = { ...now, duty, state: now.state === 'offline' ? 'offline' : states[duty] }
      devices.set(id, changed)
      return changed
    },
    forecast: async (id) => forecast(device(id).id, start),

    async jobs(query) {
      const items = [...known.values()].filter((each) => !query?.state || each.state === query.state)
      return { items: items.map((each) => ({ ...each, file: undefined })) }
    },
    job: async (id) => job(id),
    async cancelJob(id) {
      const changed = { ...job(id), state: 'CANCELLED', finishedAt: new Date(start).toISOString() }
      known.set(id, changed)
      return changed
    },
    async explain(id, index) {
      const of = job(id)
      const example = (at: number, detail: string) => {
        const each = [...devices.values()][at]!
        return { device: each.id, name: each.name, detail }
      }
      return {
        job: id,
        state: of.state,
        reason: of.reason,
        waiting: of.units.waiting,
        running: of.units.running,
        devices: devices.size,
        ready: 4,
        vetoes: [
          {
            reason: 'FORECAST',
            devices: 19,
            examples: [
              example(3, 'headroom 12 % < 50 % within 5 min'),
              example(5, 'headroom 31 % < 50 % within 5 min'),
            ],
          },
          { reason: 'BUSY', devices: 11, examples: [example(1, 'holds 1 unit, 50 % of 75 % lent')] },
          { reason: 'OFFLINE', devices: 6, examples: [example(8, 'last seen 2 h ago')] },
          { reason: 'WHERE', devices: 3, examples: [example(4, 'label site ≠ lab')] },
        ],
        firstGrant: {
          device: 'd-000001',
          name: device('d-000001').name,
          at: of.submittedAt,
          units: 2,
          wantedPercent: 50,
          spanSeconds: 300,
          runtimeSeconds: 41,
          runtimeBasis: '90 % end within it, by 212 finished attempts, on a device of 0.92 times the usual speed',
          idleProbability: 0.994,
          risk: 0.01,
          peakPercent: 41,
          basis: 'trees on 6.2 days of history',
        },
        unit:
          index === undefined
            ? undefined
            : {
                index,
                state: unit(of, index).state,
                devices: [
                  {
                    device: 'd-000003',
                    name: device('d-000003').name,
                    vetoes: [{ reason: 'FORECAST', detail: 'headroom 12 % < 50 % within 5 min' }],
                  },
                ],
                running: [],
                attempts:
                  unit(of, index).state === 'failed'
                    ? [
                        {
                          device: 'd-000002',
                          at: of.submittedAt,
                          end: 'FAILED',
                          exitCode: 1,
                          detail: 'exit code 1 after 0.4 s',
                          log: 'count.sh: line 3: syntax error\n',
                        },
                      ]
                    : [],
              },
      }
    },
    async units(id, query) {
      const of = job(id)
      const limit = query?.limit ?? 100
      const items: Unit[] = []
      let at = query?.cursor === undefined ? 0 : Number(query.cursor) + 1
      const end = query?.state ? Math.min(of.units.total, of.units.done + of.units.failed + of.units.running) : of.units.total
      for (; at < end && items.length < limit; at++) {
        const each = unit(of, at)
        if (!query?.state || each.state === query.state) items.push(each)
      }
      return { items, next: at < end ? String(at - 1) : undefined }
    },
    unit: async (id, index) => unit(job(id), index),
    unitLog: async (id, index) => unitLog(id, index),

    async results(id, query) {
      const of = job(id)
      const complete = of.state === 'SUCCEEDED'
      const all = Array.from({ length: Math.min(of.units.done, 500) }, (_, at) => ({
        unit: at,
        path: at % 5 === 4 ? 'out/plot.png' : 'out/count.txt',
        size: 36,
        sha256: 'ab'.repeat(32),
      }))
      const from = Number(query?.cursor ?? 0)
      const items = all.slice(from, from + (query?.limit ?? 100))
      const next = from + items.length < all.length ? String(from + items.length) : undefined
      return {
        job: id,
        complete,
        merge: 'concat',
        files: complete ? all.length : undefined,
        bytes: complete ? all.length * 36 : undefined,
        items,
        next,
      }
    },
    resultStart: async () => new TextEncoder().encode('the 4120\nof 2870\nand 2633\nto 2214\n'),
    async download(path): Promise<Download> {
      const bytes = new Blob(['recorded'])
      return { name: path, size: bytes.size, body: bytes.stream() }
    },

    preview: async () => ({
      units: 10,
      inputBytes: 0,
      devices: devices.size,
      eligible: 30,
      ready: 4,
      expectedSeconds: 180,
      refusals: [
        {
          device: 'd-000003',
          name: device('d-000003').name,
          vetoes: [{ reason: 'FORECAST', detail: 'headroom 12 % < 50 % within 5 min' }],
        },
      ],
    }),
    submit: async () => ({ id: 'j-0mig5c00aaaaaa', units: 10, replay: false }),

    blobState: async (sha256) => blob(sha256),
    async putPiece(sha256, piece, offset, total) {
      blobs.set(sha256, { received: offset + piece.size, total })
      return blob(sha256)
    },
    artifacts: async () => ({
      items: [
        { name: 'count-code', account: 'ada', kind: 'archive', sha256: 'cd'.repeat(32), size: 2048, at: new Date(start).toISOString() },
        { name: 'library', account: 'ada', kind: 'dataset', sha256: 'ef'.repeat(32), size: 9e6, at: new Date(start).toISOString() },
      ],
    }),
    nameArtifact: async (name, kind, sha256) => ({
      name,
      account: 'ada',
      kind,
      sha256,
      size: 1,
      at: new Date(start).toISOString(),
    }),

    accounts: async () => ({
      items: [
        { name: 'ada', roles: ['administrator'], createdAt: new Date(start - 9e8).toISOString() },
        { name: 'lin', roles: ['submitter', 'owner'], createdAt: new Date(start - 5e8).toISOString() },
      ],
    }),
    addAccount: async (name, roles) => ({ name, roles, createdAt: new Date(start).toISOString() }),
    tokens: async () => ({ items: tokens }),
    async addToken(label, _days, account): Promise<NewToken> {
      const token = { id: '0123456789ab', account: account ?? 'ada', label, createdAt: new Date(start).toISOString() }
      tokens = [...tokens, token]
      return { secret: 'igt_recorded', token }
    },
    async removeToken(id) {
      tokens = tokens.filter((each) => each.id !== id)
    },
    invite: async (uses, hours) => ({
      code: 'igj_recorded',
      uses,
      expiresAt: new Date(start + hours * 3_600_000).toISOString(),
    }),

    gridEvents: grid,
    jobEvents: progress,
    followLog: log,
  }

  function blob(sha256: string) {
    const state = blobs.get(sha256) ?? { received: 0, total: -1 }
    const complete = state.received === state.total
    return { sha256, size: complete ? state.total : 0, received: state.received, complete }
  }
}

function event(name: string, data: unknown) {
  return { event: name, data: JSON.stringify(data) }
}

function missing(code: string, detail: string, hint: string): Problem {
  return new Problem({ code, status: 404, detail, hint })
}

function pause(span: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, span)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

function gone(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve())
  })
}
