// One visitor of the portal in a real browser: steps with a name, and whatever must never happen.
import assert from 'node:assert/strict'
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** What the tests are told: an address, a token, and where pictures go. */
export const told = {
  url: process.env.PORTAL_URL ?? 'http://127.0.0.1:7080',
  token: process.env.PORTAL_TOKEN ?? '',
  /** Origin of an OpenID provider that vouches for whoever comes; empty without one. */
  provider: process.env.PORTAL_PROVIDER ?? '',
  out: process.env.PORTAL_OUT ?? 'e2e/shots',
  patience: Number(process.env.PORTAL_PATIENCE ?? 120) * 1000,
}

/** Opens a page whose errors and requests to strangers are kept; `friends` are origins that are none. */
export async function visit(browser, { language = 'en-US', theme = 'light', width = 1440, height = 900, friends = [] } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language,
    colorScheme: theme,
    reducedMotion: 'reduce',
    acceptDownloads: true,
    // axe is put into the page from outside; the policy itself is asserted apart.
    bypassCSP: true,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(told.patience)
  const faults = []
  const gone = new Set()
  let isTrouble = false
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('console', (message) => {
    // The browser itself notes every answer that is an error; those that a step asks for are no fault.
    const isAnswer = /Failed to load resource|net::ERR_/.test(message.text())
    const { url } = message.location()
    // Whoever is not signed in yet is told so when the page asks who they are.
    // A unit whose attempt has said nothing yet has no log; the page says so, and asks again.
    const isNoLog = /404/.test(message.text()) && /\/units\/\d+\/log\?follow=true$/.test(url)
    // News of a deletion is followed by a look at what was deleted, whenever it comes.
    const isGone = [...gone].some((path) => url.endsWith(path))
    const isExpected = isAnswer && (isTrouble || isGone || isNoLog || url.endsWith('/api/v1/whoami'))
    if (message.type() === 'error' && !isExpected) faults.push(`console: ${message.text()} ${url}`)
  })
  page.on('request', (request) => {
    const to = new URL(request.url())
    const known = [new URL(told.url).origin, ...friends]
    if (!['blob:', 'data:'].includes(to.protocol) && !known.includes(to.origin)) {
      faults.push(`asked a stranger: ${to.href}`)
    }
  })
  return {
    context,
    page,
    faults,
    /** Does something that the server or the network will refuse. */
    async inTrouble(work) {
      isTrouble = true
      try {
        await work()
      } finally {
        isTrouble = false
      }
    },
    /** Something is about to be deleted: that it is not found from then on is no fault. */
    goes: (path) => gone.add(path),
    go: (path) => page.goto(`${told.url}/#${path}`),
    async close() {
      await context.close()
      assert.deepEqual(faults, [])
    },
  }
}

/** Lets a visitor in by a link, as `idlegrid demo` prints it. */
export async function signIn({ page, inTrouble }) {
  // What the page asks for until then is refused.
  await inTrouble(async () => {
    await page.goto(`${told.url}/#/signin?token=${told.token}`)
    await page.locator('nav').first().waitFor()
  })
}

/** Asks the coordinator past the browser, as whoever administers: for what a step needs to be there. */
export async function post(path, body) {
  const answer = await fetch(`${told.url}/api/v1/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: told.url, Authorization: `Bearer ${told.token}` },
    body: JSON.stringify(body),
  })
  assert.ok(answer.ok, `${path} answered ${answer.status}`)
  return answer.json()
}

/** Fails with the findings of axe. */
export async function accessible(page, what) {
  await page.evaluate(axe)
  const { violations } = await page.evaluate(
    (rules) => globalThis.axe.run(document, { runOnly: rules }),
    RULES,
  )
  const found = violations.map(
    (each) =>
      `${each.id}: ${each.help}\n    ${each.nodes
        .slice(0, 3)
        .map((node) => `${node.html.slice(0, 160)}\n    ${node.any[0]?.message ?? ''}`)
        .join('\n    ')}`,
  )
  assert.deepEqual(found, [], `${what} has findings of axe:\n${found.join('\n')}`)
}

/** Fails when the page is wider than its window, with the first part that sticks out. */
export async function fits(page, what) {
  const overflow = await page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - innerWidth
    if (wide <= 0) return ''
    const culprit = [...document.querySelectorAll('body *')].find(
      (each) => each.getBoundingClientRect().right > innerWidth + 1,
    )
    return `${wide}px by ${culprit?.tagName}.${culprit?.className}`
  })
  assert.equal(overflow, '', `${what} is wider than its window`)
}

let failures = 0

/** One step; a failed one leaves a picture and the others go on. */
export async function step(visitor, name, work) {
  const start = Date.now()
  try {
    await work()
    console.log(`ok    ${name} (${Date.now() - start} ms)`)
  } catch (error) {
    failures++
    console.error(`FAIL  ${name}: ${error.stack ?? error}`)
    await mkdir(told.out, { recursive: true })
    const picture = join(told.out, `failure-${failures}.png`)
    await visitor?.page.screenshot({ path: picture, fullPage: true }).catch(() => {
      // The page is gone; the failure is told above.
    })
  }
}

export function failed() {
  return failures
}
