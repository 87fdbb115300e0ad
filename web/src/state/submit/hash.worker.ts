import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

const PIECE = 4 << 20

/** Hashes a file piece by piece, apart from the page, however large it is. */
self.onmessage = async (message: MessageEvent<{ id: number; file: Blob }>) => {
  const { id, file } = message.data
  try {
    const hash = sha256.create()
    for (let at = 0; at < file.size; at += PIECE) {
      hash.update(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()))
      self.postMessage({ id, done: Math.min(at + PIECE, file.size) })
    }
    self.postMessage({ id, hex: bytesToHex(hash.digest()) })
  } catch (error) {
    self.postMessage({ id, error: error instanceof Error ? error.message : String(error) })
  }
}
