// The network goes and comes back: the portal says so, goes on by itself and loses nothing.
import assert from 'node:assert/strict'
import { bigFile, onPieces } from './pieces.mjs'
import { accessible, step, told } from './visit.mjs'

export async function trouble(browser, visitor) {
  const { page, go, context } = visitor

  await step(visitor, 'serves the portal under a strict policy', async () => {
    const answer = await fetch(`${told.url}/`)
    assert.match(answer.headers.get('Content-Security-Policy') ?? '', /script-src 'self'(;|$)/)
    const strict = await browser.newContext({ locale: 'en-US' })
    const other = await strict.newPage()
    const refused = []
    other.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) refused.push(message.text())
    })
    await other.goto(`${told.url}/#/signin?token=${told.token}`)
    for (const path of ['/', '/devices', '/jobs', '/submit']) {
      await other.goto(`${told.url}/#${path}`)
      await other.locator(`nav a.here[href="#${path}"]`).waitFor()
      await other.locator('main h1').waitFor()
    }
    await strict.close()
    assert.deepEqual(refused, [])
  })

  await step(visitor, 'keeps what was typed while the coordinator is away', async () => {
    await go('/submit')
    await page.getByText('Live', { exact: true }).waitFor()
    await page.getByLabel('Name', { exact: true }).fill('typed before the break')
    await visitor.inTrouble(async () => {
      await context.setOffline(true)
      await page.getByRole('button', { name: 'Dry run' }).click()
      await page.getByRole('alert').getByText('The coordinator does not answer.').waitFor()
      await page.reload().catch(() => {
        // That is what a break looks like; the page is loaded again below.
      })
      await context.setOffline(false)
      await go('/submit')
    })
    await page.getByText('Live', { exact: true }).waitFor()
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'typed before the break')
    await page.getByRole('button', { name: 'Start anew' }).click()
  })

  await step(visitor, 'goes on with an upload that broke in the middle', async () => {
    await page.getByLabel('A unit is').selectOption('lines')
    const data = page.getByRole('group', { name: 'Files' })
    const pieces = await onPieces(page, async (piece, route) => {
      if (piece === 1) await route.abort('connectionreset')
      else await route.continue()
    })
    await visitor.inTrouble(async () => {
      await data.locator('input:not([webkitdirectory])').setInputFiles(bigFile('broken.txt'))
      await data.getByText('sha256:').waitFor()
    })
    await pieces.end()
    assert.deepEqual(pieces.offsets, [0, 8, 8, 16], 'what was there is not sent again')
    await page.getByRole('button', { name: 'Start anew' }).click()
  })

  // Only whoever started the coordinator can kill it: told by a line, and asked by a setting.
  if (process.env.PORTAL_CRASH) {
    await step(visitor, 'lives through a coordinator that is killed and started again', async () => {
      await page.getByLabel('Name', { exact: true }).fill('typed before the crash')
      await visitor.inTrouble(async () => {
        console.log(process.env.PORTAL_CRASH)
        await page.getByText('Stream lost, what you see may be old').waitFor()
        await accessible(page, 'a page whose stream dropped')
        await page.getByText('Live', { exact: true }).waitFor()
      })
      assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'typed before the crash')
      await page.getByRole('button', { name: 'Dry run' }).click()
      await page.getByText('Eligible devices').waitFor()
      await page.getByRole('button', { name: 'Start anew' }).click()
      // What comes after shall see the devices, which come back by themselves.
      await go('/')
      await page.locator('.legend li', { hasText: 'Offline' }).getByText('0', { exact: true }).waitFor()
    })
  }
}
