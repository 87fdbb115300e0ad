import { liveAccess } from './access'
import type { Download, GridClient, PageQuery, Stream } from './client'
import { resultPath } from './client'
import { readEvents } from './eventStream'
import { isAbort, Problem, problemOf } from './problem'
import type { UnitLog } from './wire'

type Query = Record<string, string | number | boolean | undefined>

/**
 * Speaks HTTP with the coordinator that served the portal.
 *
 * @param csrf what changes show beside the cookie, which browsers send by themselves
 * @param whenRefused asks somebody to sign in again; answers whether they did. What was asked then
 *   goes on, so that an upload or a form survives the end of a session.
 */
export function liveClient(csrf: () => string, whenRefused: () => Promise<boolean>): GridClient {
  async function sendOnce(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers)
    if (init.method && init.method !== 'GET') headers.set('X-CSRF-Token', csrf())
    try {
      return await fetch(path, { ...init, headers, cache: 'no-store', credentials: 'same-origin' })
    } catch (error) {
      if (isAbort(error)) throw error
      throw Problem.unreachable(error)
    }
  }

  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    for (;;) {
      const answer = await sendOnce(path, init)
      if (answer.ok) return answer
      const problem = await problemOf(answer)
      // Another tab signed in anew: its session is not the one that this page knew.
      const isOver = problem.code === 'access.token' || problem.code === 'access.csrf'
      if (!isOver || !(await whenRefused())) throw problem
    }
  }

  async function get<T>(path: string, query: Query = {}): Promise<T> {
    return (await (await ask(path + search(query))).json()) as T
  }

  async function send<T>(method: string, path: string, body: unknown): Promise<T> {
    const answer = await ask(path, {
      method,
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    })
    return (answer.status === 204 ? undefined : await answer.json()) as T
  }

  async function* events(path: string, signal: AbortSignal): Stream {
    const answer = await ask(path, { signal, headers: { Accept: 'text/event-stream' } })
    if (answer.body) yield* readEvents(answer.body)
  }

  async function* log(path: string, signal: AbortSignal): Stream {
    const answer = await ask(path, { signal, headers: { Accept: 'text/event-stream' } })
    if (answer.headers.get('Content-Type')?.startsWith('text/event-stream')) {
      if (answer.body) yield* readEvents(answer.body)
      return
    }
    const whole = (await answer.json()) as UnitLog
    yield { event: 'whole', data: JSON.stringify(whole) }
  }

  function submission(file: string, query: Query, headers: Record<string, string>) {
    return ask('/api/v1/jobs' + search(query), {
      method: 'POST',
      body: file,
      headers: { 'Content-Type': 'application/yaml', ...headers },
    })
  }

  const job = (id: string) => `/api/v1/jobs/${encodeURIComponent(id)}`
  const device = (id: string) => `/api/v1/devices/${encodeURIComponent(id)}`

  return {
    ...liveAccess({ get, send }),
    system: () => get('/api/v1/system'),
    storage: () => get('/api/v1/system/storage'),

    devices: (query) => get('/api/v1/devices', { ...page(query), state: query?.state }),
    device: (id) => get(device(id)),
    changeDevice: (id, change) => send('PATCH', device(id), change),
    removeDevice: (id) => send('DELETE', device(id), {}),
    removedDevices: (query) => get('/api/v1/removed-devices', page(query)),
    selectDevices: (need) => send('POST', '/api/v1/devices/select', need),
    forecast: (id) => get(`${device(id)}/forecast`),
    attempts: (id, query) => get(`${device(id)}/attempts`, page(query)),

    jobs: (query) => get('/api/v1/jobs', { ...page(query), state: query?.state, owner: query?.owner, text: query?.text }),
    job: (id) => get(job(id)),
    deleteJob: (id) => send('DELETE', job(id), {}),
    service: (id) => get(`/api/v1/services/${encodeURIComponent(id)}`),
    cancelJob: (id) => send('POST', `${job(id)}/cancel`, {}),
    explain: (id, unit) => get(`${job(id)}/explain`, { unit }),
    units: (id, query) => get(`${job(id)}/units`, { ...page(query), state: query?.state }),
    unitMap: (id, range) => get(`${job(id)}/units/map`, { ...range }),
    retryUnits: (id, units) => send('POST', `${job(id)}/units/retry`, { units }),
    unit: (id, unit) => get(`${job(id)}/units/${unit}`),
    unitLog: (id, unit) => get(`${job(id)}/units/${unit}/log`),

    results: (id, query) => get(`${job(id)}/results`, page(query)),
    async resultStart(id, unit, path, bytes) {
      const answer = await ask(resultPath.file(id, unit, path), {
        headers: { Range: `bytes=0-${bytes - 1}` },
      })
      return new Uint8Array(await answer.arrayBuffer())
    },
    async download(path, from, signal): Promise<Download> {
      const headers: Record<string, string> = from > 0 ? { Range: `bytes=${from}-` } : {}
      const answer = await ask(path, { headers, signal })
      const length = answer.headers.get('Content-Length')
      return {
        name: attachmentName(answer.headers.get('Content-Disposition'), path),
        size: length === null ? undefined : Number(length) + from,
        body: answer.body ?? new Blob([]).stream(),
      }
    },

    preview: async (file) => (await submission(file, { dryRun: true }, {})).json(),
    submit: async (file, idempotencyKey) =>
      (await submission(file, {}, { 'Idempotency-Key': idempotencyKey })).json(),

    blobState: (sha256) => get(`/api/v1/blobs/${sha256}/status`),
    async putPiece(sha256, piece, offset, total, signal) {
      const headers: Record<string, string> =
        piece.size === total
          ? {}
          : { 'Content-Range': `bytes ${offset}-${offset + piece.size - 1}/${total}` }
      const answer = await ask(`/api/v1/blobs/${sha256}`, {
        method: 'PUT',
        body: piece,
        headers: { 'Content-Type': 'application/octet-stream', ...headers },
        signal,
      })
      return answer.json()
    },
    blobs: (query) => get('/api/v1/blobs', page(query)),
    deleteBlob: (sha256) => send('DELETE', `/api/v1/blobs/${sha256}`, {}),
    artifacts: (query) => get('/api/v1/artifacts', page(query)),
    nameArtifact: (name, kind, sha256) =>
      send('PUT', `/api/v1/artifacts/${encodeURIComponent(name)}`, { kind, sha256 }),

    gridEvents: (signal) => events('/api/v1/events', signal),
    jobEvents: (id, signal) => events(`${job(id)}/events`, signal),
    followLog: (id, unit, signal) => log(`${job(id)}/units/${unit}/log?follow=true`, signal),
  }
}

function page(query: PageQuery | undefined): Query {
  return { cursor: query?.cursor, limit: query?.limit }
}

function search(query: Query): string {
  const parts = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parts.set(name, String(value))
  }
  const text = parts.toString()
  return text ? `?${text}` : ''
}

function attachmentName(disposition: string | null, path: string): string {
  const named = disposition?.match(/filename="([^"]+)"/)?.[1]
  return named ?? decodeURIComponent(path.split('/').pop() ?? 'result')
}
