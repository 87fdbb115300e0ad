// The network goes and comes back: the portal says so, goes on by itself and loses nothing.
import assert from 'node:assert/strict'
import { step, told } from './visit.mjs'

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
}
