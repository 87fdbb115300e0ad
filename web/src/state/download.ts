import { reactive } from 'vue'
import { useClient } from '@/api/client'
import { isAbort, Problem } from '@/api/problem'

interface SavePicker {
  showSaveFilePicker(options: { suggestedName: string }): Promise<{
    createWritable(): Promise<WritableStream<Uint8Array>>
  }>
}

export interface DownloadState {
  name: string
  received: number
  size: number | undefined
  phase: 'idle' | 'running' | 'done' | 'broken'
  problem: Problem | undefined
}

/** More than this is written to disk as it comes, where the browser can. */
const IN_MEMORY = 64 << 20
const TRIES = 5

/**
 * Fetches a result with the token and hands it to the browser as a file. A dropped connection is
 * taken up where it broke.
 */
export function useDownload() {
  const client = useClient()
  const state = reactive<DownloadState>({
    name: '',
    received: 0,
    size: undefined,
    phase: 'idle',
    problem: undefined,
  })
  let abort = new AbortController()

  async function save(path: string, name: string, expectedSize: number | undefined): Promise<void> {
    abort = new AbortController()
    Object.assign(state, { name, received: 0, size: expectedSize, phase: 'running', problem: undefined })
    try {
      const sink = await openSink(name, expectedSize)
      await fetchAll(path, sink.write)
      await sink.close()
      state.phase = 'done'
    } catch (error) {
      state.phase = isAbort(error) ? 'idle' : 'broken'
      state.problem = isAbort(error) ? undefined : Problem.of(error)
    }
  }

  async function fetchAll(path: string, write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const download = await client.download(path, state.received, abort.signal)
        state.size = download.size ?? state.size
        const reader = download.body.getReader()
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
          await write(part.value)
          state.received += part.value.length
        }
        return
      } catch (error) {
        const problem = Problem.of(error)
        if (isAbort(error) || attempt === TRIES || (problem.status > 0 && !problem.retry)) throw error
        await new Promise((resolve) => setTimeout(resolve, 1_000 * attempt))
      }
    }
  }

  return { state, save, cancel: () => abort.abort() }
}

interface Sink {
  write(bytes: Uint8Array): Promise<void>
  close(): Promise<void>
}

async function openSink(name: string, size: number | undefined): Promise<Sink> {
  if ((size === undefined || size > IN_MEMORY) && 'showSaveFilePicker' in window) {
    const picker = window as unknown as SavePicker
    const handle = await picker.showSaveFilePicker({ suggestedName: name })
    const writer = (await handle.createWritable()).getWriter()
    return { write: (bytes) => writer.write(bytes), close: () => writer.close() }
  }
  const parts: BlobPart[] = []
  return {
    async write(bytes) {
      parts.push(bytes as Uint8Array<ArrayBuffer>)
    },
    async close() {
      handOver(new Blob(parts, { type: 'application/octet-stream' }), name)
    },
  }
}

function handOver(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
