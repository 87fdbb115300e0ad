// Somebody who looks after devices: pauses one, takes it back, reads what is expected of it.
import assert from 'node:assert/strict'
import { accessible, post, step } from './visit.mjs'

export async function operator(visitor) {
  const { page, go } = visitor

  await step(visitor, 'pauses a device and takes it back', async () => {
    await go('/devices')
    const row = page.locator('[role=row].body', { hasText: 'device-0' })
    await row.locator('input').click()
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await row.getByText('Paused').waitFor()
    await accessible(page, 'the devices')
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Undone').last().waitFor()
    await row.getByText('Idle').or(row.getByText('Lending')).first().waitFor()
  })

  await step(visitor, 'lets the forecast choose devices', async () => {
    await page.getByRole('button', { name: 'Smart select' }).click()
    await page.getByLabel('CPU cores').fill('0.25')
    await page.getByLabel('Memory', { exact: true }).fill('64MiB')
    await page.getByLabel('Disk', { exact: true }).fill('16MiB')
    await page.getByLabel('For minutes').fill('1')
    await page.getByRole('button', { name: 'Find devices' }).click()
    await page.getByText(/\d of 2 devices could take it now/).waitFor()
    await accessible(page, 'a recommendation')
    await page.getByRole('button', { name: 'Smart select' }).click()
  })

  await step(visitor, 'sees as an owner what is lent, and finishes it', async () => {
    await page.getByRole('link', { name: 'My devices' }).click()
    await page.getByRole('heading', { name: 'device-0' }).waitFor()
    const mine = page.locator('section', { hasText: 'device-0' }).first()
    await mine.getByRole('button', { name: 'Finish' }).click()
    await mine.getByText('Draining').first().waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Undone').last().waitFor()
    await mine.locator('summary', { hasText: 'Hours in which it is lent' }).click()
    await mine.getByLabel('In these hours of the week').check()
    await accessible(page, 'my devices')
    await mine.getByLabel('Always').check()
    await go('/devices')
  })

  await step(visitor, 'looks at a device and its forecast', async () => {
    await page.getByRole('link', { name: 'device-0' }).click()
    await page.getByRole('heading', { name: 'Load and forecast' }).waitFor()
    await page.locator('.chart canvas').first().waitFor()
    await accessible(page, 'a device')
    const id = page.url().match(/devices\/(d-[a-z0-9]+)/)[1]
    visitor.device = id
  })

  await step(visitor, 'removes a device for good, after being asked', async () => {
    const sold = await joined('device-sold')
    await go(`/devices/${sold}`)
    await page.getByRole('button', { name: 'Remove …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(`idlegrid device rm ${sold}`).waitFor()
    await accessible(page, 'the question before a device goes')
    visitor.goes(`/api/v1/devices/${sold}`)
    // The page still looks at what goes.
    await visitor.inTrouble(async () => {
      await dialog.getByRole('button', { name: 'Remove it for good' }).click()
      await page.getByText('1 device is removed').waitFor()
      await page.getByRole('heading', { name: 'Devices', exact: true }).waitFor()
    })
    await page.getByRole('link', { name: 'device-0' }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'device-sold' }).count(), 0)
    await page.getByRole('link', { name: 'My devices' }).click()
    await page.getByRole('heading', { name: 'Devices that were removed' }).waitFor()
  })
}

/** A device that joins and never comes. */
async function joined(name) {
  const { code } = await post('invitations', { uses: 1, hours: 1 })
  return (await post('devices/join', { code, name })).deviceId
}
