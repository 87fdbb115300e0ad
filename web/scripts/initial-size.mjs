// Adds up what the browser must load before the first view is usable, compressed.
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const MOST_BYTES = 250 * 1024
const root = process.argv[2] ?? 'dist'
const page = await readFile(join(root, 'index.html'), 'utf8')
const entries = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1])
const seen = new Set()

async function visit(file) {
  if (seen.has(file)) return
  seen.add(file)
  const code = await readFile(join(root, file), 'utf8')
  for (const match of code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) {
    await visit(`assets/${match[1]}`)
  }
}

for (const entry of entries) await visit(entry)
// The first view that a signed-in visitor sees and one catalogue come on top.
for (const file of await readdir(join(root, 'assets'))) {
  if (/^(OverviewView|en)-.*\.js$/.test(file)) await visit(`assets/${file}`)
}

let total = 0
for (const file of seen) {
  const size = gzipSync(await readFile(join(root, file)), { level: 9 }).length
  total += size
  console.log(`${(size / 1024).toFixed(1).padStart(8)} kB  ${file}`)
}
console.log(`${(total / 1024).toFixed(1).padStart(8)} kB  initial JavaScript, gzip`)
if (total > MOST_BYTES) {
  console.error(`initial JavaScript is larger than ${MOST_BYTES / 1024} kB`)
  process.exit(1)
}
