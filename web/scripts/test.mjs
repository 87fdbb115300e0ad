// Maven's test: node scripts/test.mjs TARGET SKIP
import { join } from 'node:path'
import { run } from './run.mjs'
import { hashOf, isCurrent, keep, WITH_TESTS } from './stamp.mjs'

const [, , target, skip] = process.argv
const stamp = join(target, 'portal-tests.sha256')
const sources = await hashOf(WITH_TESTS)

if (skip === 'true') {
  console.log('portal: tests are skipped')
} else if (await isCurrent(stamp, sources)) {
  console.log('portal: tests passed with these files before')
} else {
  run('npx', ['--no-install', 'vitest', 'run'])
  await keep(stamp, sources)
}
