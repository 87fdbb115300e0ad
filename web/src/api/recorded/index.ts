import type { Download, GridClient, Stream } from '../client'
import { Problem } from '../problem'
import { hasText } from '@/state/jobText'
import { recordedAccess } from './access'
import type { Device, Duty, FormerDevice, Job, Overview, Unit, UnitMap } from '../wire'
import { attempts, fleet, forecast, jobs, seeded, service } from './fleet'
import { recordedStorage } from './storage'
import { activity, harmDays, harmOf, imagesOf } from './harm'

export interface RecordedOptions {
  devices?: number
  /** Nothing moves when false, as tests want it. */
  moving?: boolean
  start?: number
  rights?: string[]
  signedOut?: boolean
}

const ALL_RIGHTS = [
  'SUBMIT_JOBS',
  'SEE_ALL_JOBS',
  'READ_ALL_RESULTS',
  'CONTROL_ALL_JOBS',
  'SEE_DEVICES',
  'CONTROL_ALL_DEVICES',
  'INVITE_DEVICES',
  'MANAGE_ACCOUNTS',
  'SET_QUOTAS',
  'SEE_SYSTEM',
  'SEE_AUDIT',
]
const BEAT = 2_000

/** A grid that answers from memory: every view works without a coordinator. */
export function recordedClient(options: RecordedOptions = {}): GridClient {
  const start = options.start ?? Date.now()
  const moving = options.moving ?? true
  const devices = new Map(fleet(options.devices ?? 48, start).map((each) => [each.id, each]))
  const known = new Map(jobs(start).map((each) => [each.id, each]))
  const former = ({ id, name, owner, joinedAt, standing }: Device): FormerDevice => ({
    id,
    name,
    owner,
    joinedAt,
    removedAt: new Date(start - 86_400_000).toISOString(),
    removedBy: 'ada',
    standing,
  })
  const removed: FormerDevice[] = [
    former({ ...[...devices.values()][0]!, id: 'd-old001', name: 'camera-sold', owner: 'ada' }),
  ]
  let told = 0
  const blobs = new Map<string, { received: number; total: number }>()

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
      harmToday: {
        devices: all.filter((each) => each.now).length,
        harm: harmOf(all.filter((each) => each.now).length),
      },
      activity: activity(start, ++told),
      recent: [
        { at: new Date(start - 42_000).toISOString(), kind: 'job', id: 'j-0mig5c04aaaaaa', name: 'protein folding sweep', state: 'RUNNING' },
        { at: new Date(start - 300_000).toISOString(), kind: 'device', id: 'd-000002', name: device('d-000002').name, state: 'online' },
        { at: new Date(start - 600_000).toISOString(), kind: 'device', id: 'd-000008', name: device('d-000008').name, state: 'promise-broken' },
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
    ...recordedAccess({ start, rights: options.rights ?? ALL_RIGHTS, signedOut: options.signedOut ?? false }),
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
      const all = [...devices.values()].filter(
        (each) =>
          each.id > (query?.cursor ?? '') && (!query?.state || each.state === query.state),
      )
      const items = all.slice(0, query?.limit ?? 100)
      return { items, next: items.length < all.length ? items.at(-1)?.id : undefined }
    },
    device: async (id) => ({ ...device(id), harm: harmDays(start), images: imagesOf() }),
    async changeDevice(id, change) {
      const states: Record<Duty, string> = { LEND: 'idle', DRAIN: 'draining', PAUSE: 'paused' }
      const now = device(id)
      const duty = change.duty ?? (now.duty as Duty)
      const state = change.duty && now.state !== 'offline' ? states[duty] : now.state
      const hours = change.hours?.week === 'always' ? undefined : (change.hours ?? now.hours)
      const end = change.pauseSeconds && new Date(Date.now() + change.pauseSeconds * 1_000).toISOString()
      const pausedUntil = change.duty ? end || undefined : now.pausedUntil
      const changed = { ...now, duty, state, hours, pausedUntil, risk: change.risk ?? now.risk }
      devices.set(id, changed)
      return changed
    },
    async removeDevice(id) {
      const gone = former(device(id))
      devices.delete(id)
      removed.push(gone)
      return gone
    },
    removedDevices: async () => ({ items: removed }),
    async selectDevices(need) {
      const able = [...devices.values()].filter((each) => ['lending', 'idle'].includes(each.state))
      const others = [...devices.values()].filter((each) => !able.includes(each))
      const refused = others.map((each) => ({
        device: each.id,
        name: each.name,
        vetoes: [{ reason: each.state === 'idle' ? 'FORECAST' : each.state.toUpperCase(), detail: each.reason || 'not connected' }],
      }))
      const reasons = [...new Set(refused.map((each) => each.vetoes[0]!.reason))]
      return {
        devices: devices.size,
        able: able.length,
        picks: able.slice(0, need.count ?? able.length).map((each, at) => ({
          device: each.id,
          name: each.name,
          wantedPercent: 25,
          spanSeconds: 600,
          idleProbability: 0.9996 - at * 0.0004,
          windowSeconds: 3600 - at * 60,
          peakPercent: 12 + at,
          risk: 0.01,
          memoryBytes: 2 ** 30,
          diskBytes: 8 * 2 ** 30,
          attempts: each.attempts.length,
          basis: 'trees: trees of 2026-11-20T02:00:00Z from 61204 examples; here 0.41 % conflicts in 197 starts',
        })),
        vetoes: reasons.map((reason) => {
          const those = refused.filter((each) => each.vetoes[0]!.reason === reason)
          return {
            reason,
            devices: those.length,
            examples: those.slice(0, 3).map((each) => ({ device: each.device, name: each.name, detail: each.vetoes[0]!.detail })),
          }
        }),
        refusals: refused,
      }
    },
    forecast: async (id) => forecast(device(id).id, start),
    async attempts(id, query) {
      device(id)
      return { items: attempts(start).slice(0, query?.limit) }
    },

    async jobs(query) {
      const items = [...known.values()].filter(
        (each) => (!query?.state || each.state === query.state) && (!query?.owner || each.account === query.owner) && (!query?.text || hasText(each, query.text)),
      )
      return { items: items.map((each) => ({ ...each, file: undefined })) }
    },
    job: async (id) => job(id),
    async deleteJob(id) {
      job(id)
      known.delete(id)
    },
    service: async (id) => service(job(id)),
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
          { reason: 'BUSY', devices: 11, examples: [example(1, 'CPU in use')] },
          { reason: 'OFFLINE', devices: 6, examples: [example(8, 'not connected')] },
          { reason: 'WHERE', devices: 3, examples: [example(4, 'not true here: device.java >= 21')] },
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
          basis: 'trees: trees of 2026-11-20T02:00:00Z from 61204 examples; here 0.41 % conflicts in 197 starts',
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
    async unitMap(id, { cells, from, to }) {
      const of = job(id)
      const end = Math.min(of.units.total, to ?? of.units.total)
      const perCell = Math.ceil((end - from) / cells)
      const counts: Record<string, number[]> = { done: [], running: [], ready: [], failed: [] }
      for (let start = from; start < end; start += perCell) {
        const last = Math.min(end, start + perCell)
        const within = (low: number, high: number) => Math.max(0, Math.min(last, high) - Math.max(start, low))
        const { done, running } = of.units
        let failed = 0
        for (let k = 1; k <= of.units.failed; k++) if (k * 7 >= start && k * 7 < last) failed++
        const over = done + of.units.failed
        counts.failed!.push(failed)
        counts.done!.push(within(0, over) - failed)
        counts.running!.push(within(over, over + running))
        counts.ready!.push(within(over + running, over + running + 64))
      }
      return { total: of.units.total, from, to: end, perCell, ...counts } as UnitMap
    },
    async retryUnits(id, units) {
      const of = job(id)
      const retried = units?.length ?? of.units.failed
      const left = of.units.failed - retried
      const changed: Job = {
        ...of,
        state: 'RUNNING',
        reason: '',
        finishedAt: undefined,
        units: { ...of.units, failed: left, waiting: of.units.waiting + retried },
      }
      known.set(id, changed)
      return { retried, job: changed }
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
      finish: { seconds: 240, probability: 0.93, devices: 3 },
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
    ...recordedStorage(start),
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
