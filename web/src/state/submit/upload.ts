import type { GridClient } from '@/api/client'
import { isAbort, Problem } from '@/api/problem'
import type { Hasher } from './hasher'
import type { FolderFile } from './tar'

const PIECE = 8 << 20
const TRIES = 5

export interface UploadProgress {
  phase: 'hashing' | 'sending' | 'done'
  bytes: number
  total: number
  files: number
  filesDone: number
}

interface Parts {
  client: GridClient
  hash: Hasher
  signal: AbortSignal
  report: (progress: UploadProgress) => void
  /** Waits before another try; given so that tests need no clock. */
  wait: (milliseconds: number) => Promise<void>
}

/** Sends one file, from where an earlier try ended; answers its hash. */
export async function uploadBlob(file: Blob, parts: Parts): Promise<string> {
  const report = (phase: UploadProgress['phase'], bytes: number) =>
    parts.report({ phase, bytes, total: file.size, files: 1, filesDone: phase === 'done' ? 1 : 0 })
  report('hashing', 0)
  const sha256 = await parts.hash(file, (bytes) => report('hashing', bytes))
  await send(file, sha256, parts, (bytes) => report('sending', bytes))
  report('done', file.size)
  return sha256
}

/** Sends files and their list, a data set; answers the hash of the list. */
export async function uploadDataset(files: readonly FolderFile[], parts: Parts): Promise<string> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1))
  const total = sorted.reduce((sum, { file }) => sum + file.size, 0)
  let sent = 0
  let filesDone = 0
  const report = (phase: UploadProgress['phase'], more: number) =>
    parts.report({ phase, bytes: sent + more, total, files: sorted.length, filesDone })
  const entries: { name: string; size: number; sha256: string }[] = []
  for (const { path, file } of sorted) {
    report('hashing', 0)
    const sha256 = await parts.hash(file)
    await send(file, sha256, parts, (bytes) => report('sending', bytes))
    entries.push({ name: path, size: file.size, sha256 })
    sent += file.size
    filesDone++
    report('sending', 0)
  }
  const list = new Blob([JSON.stringify({ version: 1, files: entries })])
  const sha256 = await parts.hash(list)
  await send(list, sha256, parts, () => {})
  report('done', 0)
  return sha256
}

async function send(
  file: Blob,
  sha256: string,
  parts: Parts,
  onProgress: (bytes: number) => void,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await sendRest(file, sha256, parts, onProgress)
      return
    } catch (error) {
      const problem = Problem.of(error)
      if (isAbort(error) || !problem.retry || attempt === TRIES) throw error
      await parts.wait(500 * 2 ** attempt)
    }
  }
}

async function sendRest(
  file: Blob,
  sha256: string,
  { client, signal }: Parts,
  onProgress: (bytes: number) => void,
): Promise<void> {
  let state = await client.blobState(sha256)
  while (!state.complete) {
    const offset = state.received
    onProgress(offset)
    const piece = file.slice(offset, offset + PIECE)
    state = await client.putPiece(sha256, piece, offset, file.size, signal)
    if (!state.complete && state.received <= offset) {
      throw new Problem({ code: 'portal.upload-stuck', status: 0, detail: sha256 })
    }
  }
  onProgress(file.size)
}
