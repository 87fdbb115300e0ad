// The portal in a real browser against a running coordinator:
//   PORTAL_URL=http://127.0.0.1:7080 PORTAL_TOKEN=igt_… npm run e2e
// With PORTAL_RUNS=true a worker is expected to run what is submitted, and results are downloaded.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { launch } from './browser.mjs'

const url = process.env.PORTAL_URL ?? 'http://127.0.0.1:7080'
const token = process.env.PORTAL_TOKEN
const runs = process.env.PORTAL_RUNS === 'true'
const PATIENCE = Number(process.env.PORTAL_PATIENCE ?? 120) * 1000
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

if (!token) {
  console.error('Set PORTAL_TOKEN to an API token of an administrator: idlegrid token create')
  process.exit(2)
}

const browser = await launch()
const context = await browser.newContext({
  viewport: { width: 1440, height: 900 },
  locale: 'en-US',
  // axe is put into the page from outside; the policy itself is asserted below.
  bypassCSP: true,
  acceptDownloads: true,
})
const page = await context.newPage()
page.setDefaultTimeout(PATIENCE)
const broken = []
page.on('pageerror', (error) => broken.push(error.message))
const strangers = []
page.on('request', (request) => {
  const to = new URL(request.url())
  if (!['blob:', 'data:'].includes(to.protocol) && to.origin !== new URL(url).origin) strangers.push(to.href)
})

async function step(name, work) {
  const start = Date.now()
  try {
    await work()
    console.log(`ok    ${name} (${Date.now() - start} ms)`)
  } catch (error) {
    console.error(`FAIL  ${name}: ${error.stack ?? error}`)
    await page.screenshot({ path: process.env.PORTAL_SHOT ?? 'e2e-failure.png', fullPage: true })
    await browser.close()
    process.exit(1)
  }
}

async function accessible(what) {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }),
  )
  const told = violations.map(
    (each) => `${each.id}: ${each.help}\n    ${each.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join('\n    ')}`,
  )
  assert.deepEqual(told, [], `${what} has findings of axe:\n${told.join('\n')}`)
}

await step('serves the portal under a strict policy', async () => {
  const answer = await fetch(`${url}/`)
  assert.equal(answer.status, 200)
  const policy = answer.headers.get('Content-Security-Policy') ?? ''
  assert.match(policy, /script-src 'self'(;|$)/)
  const strict = await browser.newContext({ locale: 'en-US' })
  const other = await strict.newPage()
  const refused = []
  other.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) refused.push(message.text())
  })
  await other.goto(`${url}/#/signin?token=${token}`)
  for (const path of ['/', '/devices', '/jobs', '/submit', '/access']) {
    await other.goto(`${url}/#${path}`)
    await other.locator(`nav a.here[href="#${path}"]`).waitFor()
    await other.locator('main h1').waitFor()
  }
  await strict.close()
  assert.deepEqual(refused, [])
})

await step('refuses a wrong token and says so', async () => {
  await page.goto(`${url}/`)
  await page.getByLabel('API token').fill('igt_wrong')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').waitFor()
  await accessible('the sign-in')
})

await step('signs in by a link whose token leaves the address', async () => {
  await page.goto(`${url}/#/signin?token=${token}`)
  await page.getByRole('heading', { name: 'The grid now' }).waitFor()
  assert.ok(!page.url().includes(token), 'the token is still in the address')
})

await step('is live', async () => {
  await page.getByText('Live', { exact: true }).waitFor()
  await accessible('the overview')
})

await step('lists devices; a pause can be undone', async () => {
  await page.getByRole('link', { name: 'Devices', exact: true }).first().click()
  await page.getByRole('heading', { name: 'Devices' }).waitFor()
  await accessible('the devices')
  const boxes = page.locator('[role=row].body input')
  if ((await boxes.count()) === 0) return
  await boxes.first().click()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Undone').waitFor()
  await page.locator('[role=row].body a').first().click()
  await page.getByRole('heading', { name: 'Load and forecast' }).waitFor()
  await page.locator('.chart canvas').waitFor()
  await accessible('a device')
})

let job = ''
await step('submits a job by the form after a dry run', async () => {
  await page.goto(`${url}/#/submit`)
  await page.getByLabel('Name', { exact: true }).fill('portal smoke')
  await page.getByLabel('Command').fill(`sh -c 'mkdir -p out; echo unit {{index}}; echo {{value}} > out/value.txt'`)
  // Little enough for the cautious rule of a device without history.
  await page.getByLabel('CPU cores').fill('0.25')
  await page.getByLabel('Expected run time').fill('5s')
  await page.getByLabel('To', { exact: true }).fill('4')
  await page.getByLabel('To', { exact: true }).press('Tab')
  await page.getByRole('button', { name: 'Dry run' }).click()
  await page.getByText('Eligible devices').waitFor()
  await accessible('the submission')
  await page.getByRole('button', { name: 'Submit', exact: true }).click()
  await page.waitForURL(/#\/jobs\/j-/)
  job = page.url().match(/jobs\/(j-[a-z0-9]+)/)[1]
  await page.getByRole('heading', { name: 'portal smoke' }).waitFor()
})

await step('says why units wait, and shows the job file', async () => {
  await page.getByRole('heading', { name: 'Why units wait' }).waitFor()
  await accessible('a job')
  await page.getByRole('link', { name: 'Job file' }).click()
  await page.locator('pre', { hasText: 'portal smoke' }).waitFor()
})

if (runs) {
  await step('runs it and downloads the results', async () => {
    await page.getByText('Succeeded', { exact: true }).first().waitFor()
    await page.getByRole('link', { name: 'Results' }).click()
    await page.locator('.files button').first().click()
    await page.locator('pre', { hasText: '0' }).waitFor()
    await accessible('the results')
    const [one] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download in one file' }).click(),
    ])
    assert.equal(await readFile(await one.path(), 'utf8'), '0\n1\n2\n3\n')
  })
} else {
  await step('cancels it after asking', async () => {
    await page.getByRole('button', { name: 'Cancel job' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('cannot be taken back').waitFor()
    await dialog.getByRole('button', { name: 'Cancel job' }).click()
    await page.getByText('Cancelled', { exact: true }).first().waitFor()
  })
}

await step('lists the job', async () => {
  await page.goto(`${url}/#/jobs`)
  await page.locator(`a[href$="${job}"]`).waitFor()
  await accessible('the jobs')
})

await step('makes a join code', async () => {
  await page.goto(`${url}/#/access`)
  await page.getByRole('button', { name: 'Make a join code' }).click()
  await page.getByText(/--join /).waitFor()
  await accessible('access')
})

await step('speaks Chinese', async () => {
  await page.getByRole('button', { name: '简体中文' }).click()
  await page.getByText('添加设备').first().waitFor()
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'zh-CN')
})

await step('asked nobody else, and nothing broke', async () => {
  assert.deepEqual(strangers, [])
  assert.deepEqual(broken, [])
})

await browser.close()
