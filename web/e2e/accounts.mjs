// People come in: refused, invited, locked out; and whoever administers sees all of it.
import assert from 'node:assert/strict'
import { bigFile, onPieces } from './pieces.mjs'
import { accessible, step, told, visit } from './visit.mjs'

const PASSWORD = 'seven quiet cameras'

export async function accounts(browser, visitor) {
  const { page, go } = visitor

  await step(visitor, 'keeps no secret where a script could read it', async () => {
    const stored = await page.evaluate(() =>
      JSON.stringify({ ...sessionStorage, ...localStorage, cookie: document.cookie }),
    )
    assert.ok(!page.url().includes(told.token) && !stored.includes(told.token), stored)
    assert.ok(!stored.includes('idlegrid-'), 'the session cookie can be read by scripts')
  })

  await step(visitor, 'shows the own account and the administration', async () => {
    await go('/access')
    await page.getByRole('heading', { name: 'Where you are signed in' }).waitFor()
    await page.getByRole('heading', { name: 'What you uploaded' }).waitFor()
    await accessible(page, 'the own account')
    await go('/administration')
    await page.getByRole('heading', { name: 'Accounts', exact: true }).waitFor()
    await accessible(page, 'the administration')
    const part = (name) => page.getByRole('navigation', { name: 'Parts of the administration' }).getByRole('link', { name })
    await part('System').press('Enter')
    await page.getByRole('heading', { name: 'What takes the space' }).waitFor()
    await accessible(page, 'the coordinator')
    await go('/administration/audit')
    await page.getByRole('heading', { name: 'Audit log' }).waitFor()
    await accessible(page, 'the audit log')
    await page.getByRole('button', { name: 'Verify', exact: true }).click()
    await page.getByText('entries is whole').waitFor()
    await part('Accounts').press('Enter')
  })

  const name = `guest-${Date.now().toString(36)}`
  const guest = await visit(browser)
  const password = guest.page.getByLabel('Password', { exact: true })
  const enter = guest.page.getByRole('button', { name: 'Sign in', exact: true })

  await step(guest, 'lets somebody invited choose a password', async () => {
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page.getByRole('button', { name: 'Add and invite' }).click()
    const link = await page.getByText(/signin\?invitation=/).first().innerText()
    await guest.page.goto(link.trim())
    await guest.page.getByLabel('New password').fill(PASSWORD)
    await guest.page.getByLabel('The same again').fill(PASSWORD)
    await enter.click()
    await guest.page.getByRole('heading', { name: 'The grid now' }).waitFor()
    assert.equal(await guest.page.getByRole('link', { name: 'Admin', exact: true }).count(), 0)
  })

  await step(guest, 'goes on with a form after the session ended behind it', async () => {
    await guest.go('/submit')
    await guest.page.getByLabel('Name', { exact: true }).fill('typed before the end')
    await guest.inTrouble(async () => {
      await guest.context.clearCookies()
      await guest.page.getByRole('button', { name: 'Dry run' }).click()
      await guest.page.getByRole('heading', { name: 'Sign in again' }).waitFor()
      await accessible(guest.page, 'the sign-in above a page')
      await password.fill(PASSWORD)
      await enter.click()
      await guest.page.getByRole('heading', { name: 'Sign in again' }).waitFor({ state: 'hidden' })
    })
    assert.equal(
      await guest.page.getByLabel('Name', { exact: true }).inputValue(),
      'typed before the end',
    )
  })

  await step(guest, 'finishes an upload during which the session ended', async () => {
    const data = guest.page.getByRole('group', { name: 'Files' })
    await guest.page.getByLabel('A unit is').selectOption('lines')
    const pieces = await onPieces(guest.page, async (piece, route) => {
      if (piece === 1) await guest.context.clearCookies()
      await route.continue()
    })
    await guest.inTrouble(async () => {
      await data.locator('input:not([webkitdirectory])').setInputFiles(bigFile('expired.txt'))
      await guest.page.getByRole('heading', { name: 'Sign in again' }).waitFor()
      await password.fill(PASSWORD)
      await enter.click()
      await data.getByText('sha256:').waitFor()
    })
    await pieces.end()
    assert.deepEqual(pieces.offsets, [0, 8, 8, 16], 'the refused piece goes again, and no other')
    assert.equal(
      await guest.page.getByLabel('Name', { exact: true }).inputValue(),
      'typed before the end',
    )
  })

  await step(guest, 'refuses wrong passwords, and then makes whoever guesses wait', async () => {
    await guest.inTrouble(async () => {
      await guest.page.getByRole('button', { name: 'Sign out' }).click()
      await guest.page.getByLabel('Account', { exact: true }).fill(name)
      for (let i = 0; i < 6; i++) {
        await password.fill(`wrong ${i}`)
        const answered = guest.page.waitForResponse(`${told.url}/api/v1/sessions`)
        await enter.click()
        await answered
        if (i === 0) await guest.page.getByText('no such account with this password').waitFor()
      }
      await guest.page.getByText('too many wrong guesses').waitFor()
      await accessible(guest.page, 'the sign-in')
    })
  })

  await step(guest, 'no fault in signing in', () => guest.close())
  if (told.provider) await byProvider(browser)
}

/** Somebody whom an OpenID provider vouches for. */
async function byProvider(browser) {
  const person = await visit(browser, { friends: [told.provider] })
  const { page } = person

  await step(person, 'signs in whom the OpenID provider vouches for', async () => {
    await person.go('/signin')
    await accessible(page, 'the sign-in with a provider')
    await page.getByRole('button', { name: 'Go on with Steps ID' }).click()
    await page.getByRole('heading', { name: 'The grid now' }).waitFor()
  })

  await step(person, 'shows who signs in by a provider, and keeps the last way in', async () => {
    await person.go('/access')
    await page.getByText('steps-person', { exact: true }).waitFor()
    await person.inTrouble(async () => {
      await page.getByRole('button', { name: 'Unlink: steps-person' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Unlink', exact: true }).click()
      await page.getByText('has no other way to sign in').waitFor()
    })
    await accessible(page, 'the account with an identity')
  })

  await step(person, 'no fault in signing in by a provider', () => person.close())
}
