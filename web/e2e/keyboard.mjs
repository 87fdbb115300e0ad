// Somebody without a mouse: signs in, hands the word count in, takes its results home, pauses a device,
// takes that back and signs out, with nothing but keys.
import assert from 'node:assert/strict'
import { post, step, visit } from './visit.mjs'

const PASSWORD = 'seven quiet cameras'

/** An account that may submit and look after devices, with a password. */
async function account(name) {
  await post('accounts', { name, roles: ['operator'] })
  const { secret } = await post(`accounts/${name}/invite`, {})
  await post('sessions/by-invitation', { secret, password: PASSWORD })
}

/** What has the focus, as a reader of the screen would tell it; and whether it can be seen. */
function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement
    const label = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent ?? ''
    return { name: label.trim(), isSeen: getComputedStyle(element).outlineStyle !== 'none' }
  })
}

const MOST = 120

async function tabTo(page, name, key = 'Tab') {
  for (let i = 0; i < MOST; i++) {
    await page.keyboard.press(key)
    const now = await focused(page)
    if (now.name !== name) continue
    assert.ok(now.isSeen, `nobody sees that "${name}" has the focus`)
    return
  }
  assert.fail(`"${name}" is not reached by ${MOST} times ${key}`)
}

async function fill(page, label, value) {
  await tabTo(page, label)
  await page.keyboard.press('Control+A')
  await page.keyboard.type(value)
}

export async function keyboard(browser) {
  const name = `keys-${Date.now().toString(36)}`
  await account(name)
  const visitor = await visit(browser)
  const { page } = visitor

  await step(visitor, 'signs in by the keyboard, and is where it wanted to be', async () => {
    await visitor.inTrouble(() => visitor.go('/submit'))
    await page.locator('#signin-account:focus').waitFor()
    await page.keyboard.type(name)
    await fill(page, 'Password', PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Submit work' }).waitFor()
  })

  await step(visitor, 'submits the sample and downloads its results by the keyboard', async () => {
    await tabTo(page, 'Word count')
    await page.keyboard.press('Enter')
    await page.locator('input[value*="count.sh"]').waitFor()
    await page.waitForFunction(() => document.activeElement?.textContent?.trim() === 'Word count')
    await fill(page, 'CPU cores', '0.25')
    await fill(page, 'Memory', '64MiB')
    await fill(page, 'Disk', '16MiB')
    await fill(page, 'Expected run time', '5s')
    await tabTo(page, 'Dry run')
    await page.keyboard.press('Enter')
    await page.getByText('Eligible devices').waitFor()
    await page.waitForFunction(() => document.activeElement?.textContent?.trim() === 'Dry run')
    await tabTo(page, 'Submit')
    await page.keyboard.press('Enter')
    await page.waitForURL(/#\/jobs\/j-/)
    await page.getByText('Succeeded', { exact: true }).first().waitFor()
    await tabTo(page, 'Results')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Download zip' }).waitFor()
    await tabTo(page, 'Download zip')
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
    assert.match(download.suggestedFilename(), /^j-.*\.zip$/)
  })

  await step(visitor, 'pauses a device, takes it back and signs out by the keyboard', async () => {
    await tabTo(page, 'Devices', 'Shift+Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('grid').waitFor()
    // The table is one stop; arrows walk in it.
    await tabTo(page, 'Devices')
    await page.keyboard.press('Space')
    await page.getByText('1 device selected').waitFor()
    await tabTo(page, 'Pause', 'Shift+Tab')
    await page.keyboard.press('Enter')
    await page.locator('.toast', { hasText: '1 device paused' }).waitFor()
    await page.keyboard.press('Control+z')
    await page.getByText('Undone').waitFor()
    await tabTo(page, 'Sign out', 'Shift+Tab')
    await visitor.inTrouble(async () => {
      await page.keyboard.press('Enter')
      await page.locator('#signin-account:focus').waitFor()
    })
  })

  await step(visitor, 'no fault without a mouse', () => visitor.close())
}
