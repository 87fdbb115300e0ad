/** Names a blob by its SHA-256. */
export type Hasher = (file: Blob, onProgress?: (bytes: number) => void) => Promise<string>

type Answer = { id: number; done?: number; hex?: string; error?: string }

let worker: Worker | undefined
let next = 1

/** Hashes in a worker, one for the whole page. */
export const hashInWorker: Hasher = (file, onProgress) => {
  worker ??= new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' })
  const mine = worker
  const id = next++
  return new Promise((resolve, reject) => {
    const listen = (message: MessageEvent<Answer>) => {
      if (message.data.id !== id) return
      if (message.data.done !== undefined) return onProgress?.(message.data.done)
      mine.removeEventListener('message', listen)
      if (message.data.hex) resolve(message.data.hex)
      else reject(new Error(message.data.error))
    }
    mine.addEventListener('message', listen)
    mine.postMessage({ id, file })
  })
}
