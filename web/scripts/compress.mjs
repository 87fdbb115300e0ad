import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const LEAST = 1_024
/** What the coordinator serves as a file. */
const SERVED = /^[A-Za-z0-9_@-]+\.[A-Za-z0-9]+$/

/** Puts .br and .gz files beside the ones that they are for; the coordinator sends what fits. */
export async function compress(folder) {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && !SERVED.test(entry.name) && !/\.(br|gz)$/.test(entry.name)) {
      throw new Error(`${entry.name} has a name that the coordinator does not serve`)
    }
    if (!entry.isFile() || !/\.(js|css|html|svg)$/.test(entry.name)) continue
    const path = join(entry.parentPath ?? entry.path, entry.name)
    const plain = await readFile(path)
    if (plain.length < LEAST) continue
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
    await writeFile(`${path}.br`, brotliCompressSync(plain, quality))
    await writeFile(`${path}.gz`, gzipSync(plain, { level: 9 }))
  }
}
