// What a step of the build was made from, so that it is done again only when that changed.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const SOURCES = [
  'src',
  'public',
  'scripts',
  'index.html',
  'package.json',
  'package-lock.json',
  'vite.config.ts',
  'tsconfig.json',
  'eslint.config.js',
  '../samples/wordcount',
  '../sdk/protocol/src/main/resources/io/idlegrid/protocol/job/job.schema.json',
]

/** A hash over names and contents of files and folders, and the Node that works on them. */
export async function hashOf(paths = SOURCES) {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0])
  for (const path of paths) await add(hash, path)
  return hash.digest('hex')
}

/**
 * What the portal's tests read beside the portal: the owner's page on the device and the README speak
 * the same Chinese, and every refusal in the Java sources has its sentence.
 */
export const WITH_TESTS = [
  ...SOURCES,
  'tests',
  'openapi.json',
  '../worker/src/main/resources/io/idlegrid/worker/edge/owner',
  '../README.zh-CN.md',
  '../coordinator/src/main/java',
  '../worker/src/main/java',
]

async function add(hash, path) {
  let entries
  try {
    entries = await readdir(path, { withFileTypes: true })
  } catch (error) {
    if (error.code !== 'ENOTDIR') throw error
    hash.update(path).update('\0').update(await readFile(path)).update('\0')
    return
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    await add(hash, join(path, entry.name))
  }
}

export async function isCurrent(stamp, hash) {
  return existsSync(stamp) && (await readFile(stamp, 'utf8')) === hash
}

export async function keep(stamp, hash) {
  await mkdir(dirname(stamp), { recursive: true })
  await writeFile(stamp, hash)
}
