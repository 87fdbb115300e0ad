import type { GridClient } from '../client'
import type { StoredBlob } from '../wire'

type StorageClient = Pick<GridClient, 'storage' | 'blobs' | 'deleteBlob'>

const MIB = 2 ** 20

/** What is stored, kept in memory. */
export function recordedStorage(start: number): StorageClient {
  const at = (hours: number) => new Date(start - hours * 3_600_000).toISOString()
  let uploads: StoredBlob[] = [
    { sha256: 'cd'.repeat(32), size: 2048, at: at(30), usedBy: [{ kind: 'artifact', name: 'count-code' }] },
    { sha256: 'ef'.repeat(32), size: 9 * MIB, at: at(8), usedBy: [{ kind: 'job', name: 'j-0mig5c04aaaaaa' }] },
    { sha256: '3a'.repeat(32), size: 640 * MIB, at: at(200), usedBy: [] },
  ]
  return {
    storage: async () => ({
      freeBytes: 190 * 1024 * MIB,
      waitingBytes: 12 * MIB,
      parts: [
        { what: 'blobs', bytes: 2_400 * MIB },
        { what: 'images', bytes: 800 * MIB },
        { what: 'ignite', bytes: 310 * MIB },
        { what: 'forecast', bytes: 3 * MIB },
      ],
      accounts: [
        { account: 'lin', uploads: 1_400 * MIB, results: 620 * MIB, images: 0, leaving: 0, mostBytes: 100 * 1024 * MIB },
        { account: 'ada', uploads: 649 * MIB, results: 12 * MIB, images: 800 * MIB, leaving: 12 * MIB },
      ],
    }),
    blobs: async () => ({ items: uploads }),
    async deleteBlob(sha256) {
      uploads = uploads.filter((each) => each.sha256 !== sha256)
    },
  }
}
