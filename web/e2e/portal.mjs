// The portal in a real browser against a real coordinator with real workers. Run by PortalInBrowserIT of
// samples; by hand: PORTAL_URL=http://127.0.0.1:7080 PORTAL_TOKEN=igt_… npm run e2e
import { accounts } from './accounts.mjs'
import { launch } from './browser.mjs'
import { gallery } from './gallery.mjs'
import { keyboard } from './keyboard.mjs'
import { operator } from './operator.mjs'
import { submitter } from './submitter.mjs'
import { trouble } from './trouble.mjs'
import { failed, signIn, step, told, visit } from './visit.mjs'

if (!told.token) {
  console.error('Set PORTAL_TOKEN to an API token of an administrator: idlegrid token create')
  process.exit(2)
}

const browser = await launch()
const visitor = await visit(browser)
await signIn(visitor)
const jobs = await submitter(visitor)
await operator(visitor)
await accounts(browser, visitor)
await keyboard(browser)
await trouble(browser, visitor)
await step(visitor, 'no fault in all of it', () => visitor.close())
await gallery(browser, {
  overview: '/',
  devices: '/devices',
  cards: '/devices?cards=true',
  device: `/devices/${visitor.device}`,
  jobs: '/jobs',
  job: `/jobs/${jobs.waiting}/waiting`,
  units: `/jobs/${jobs.failed}/units`,
  results: `/jobs/${jobs.counted}/results`,
  file: `/jobs/${jobs.counted}/file`,
  submit: '/submit',
  classify: '/classify',
  mine: '/mine',
  access: '/access',
  administration: '/administration',
  system: '/administration/system',
  audit: '/administration/audit',
  gone: '/jobs/j-00000000',
})
await browser.close()
console.log(failed() === 0 ? 'the portal works' : `${failed()} steps failed; pictures in ${told.out}`)
process.exit(failed() === 0 ? 0 : 1)
