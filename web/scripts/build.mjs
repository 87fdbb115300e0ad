// Maven's generate-resources: node scripts/build.mjs TARGET
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { compress } from './compress.mjs'
import { run } from './run.mjs'
import { hashOf, isCurrent, keep } from './stamp.mjs'

const target = process.argv[2]
const portal = join(target, 'classes/META-INF/resources/portal')
const INSTALLED = 'node_modules/.package-lock.sha256'

const lock = await hashOf(['package-lock.json'])
if (!(await isCurrent(INSTALLED, lock))) {
  run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'])
  await keep(INSTALLED, lock)
}

const stamp = join(target, 'portal.sha256')
const sources = await hashOf()
if (existsSync(join(portal, 'index.html')) && (await isCurrent(stamp, sources))) {
  console.log('portal: nothing changed')
} else {
  await rm(stamp, { force: true })
  run('npm', ['run', '--silent', 'check'])
  run('npx', ['--no-install', 'vite', 'build', '--logLevel', 'warn'], { PORTAL_OUT: portal })
  await compress(portal)
  run('node', ['scripts/initial-size.mjs', portal])
  await keep(stamp, sources)
}
