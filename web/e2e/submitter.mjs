// Somebody who has work: hands it in by the form, reads why it waits, takes the results home.
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { accessible, step } from './visit.mjs'
import { unzip } from './zip.mjs'

const samples = process.env.PORTAL_SAMPLES ?? '../samples'

/** Words of texts and how often they are there, as the sample counts them. */
async function wordsOf(folder) {
  const counts = {}
  for (const name of await readdir(folder)) {
    for (const word of (await readFile(join(folder, name), 'latin1')).match(/[A-Za-z]+/g)) {
      counts[word.toLowerCase()] = (counts[word.toLowerCase()] ?? 0) + 1
    }
  }
  return counts
}

function sumOf(files) {
  const counts = {}
  for (const content of files.values()) {
    for (const line of content.toString('latin1').trim().split('\n')) {
      const [word, count] = line.split(' ')
      counts[word] = (counts[word] ?? 0) + Number(count)
    }
  }
  return counts
}

/** Fills in what every job of these tests says, so that a device without a history takes it. */
async function describe(page, name, command) {
  await page.getByRole('button', { name: 'Start anew' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Command', { exact: true }).fill(command)
  await page.getByLabel('CPU cores').first().fill('0.25')
  await page.getByLabel('Memory', { exact: true }).first().fill('64MiB')
  await page.getByLabel('Disk', { exact: true }).first().fill('16MiB')
  await page.getByLabel('Expected run time').fill('5s')
}

async function submit(page) {
  await page.getByRole('button', { name: 'Submit', exact: true }).click()
  await page.waitForURL(/#\/jobs\/j-/)
  return page.url().match(/jobs\/(j-[a-z0-9]+)/)[1]
}

export async function submitter(visitor) {
  const { page, go } = visitor
  const jobs = {}

  await step(visitor, 'submits the word count by the form after a dry run', async () => {
    await go('/submit')
    await describe(page, 'count words', 'sh count.sh {{input}} {{output}}')
    const code = page.getByRole('group', { name: 'Code' })
    await code.locator('input[webkitdirectory]').setInputFiles(join(samples, 'wordcount/src'))
    await code.getByText('sha256:').waitFor()
    await page.getByLabel('A unit is').selectOption('file')
    const data = page.getByRole('group', { name: 'Files' })
    await data.locator('input[webkitdirectory]').setInputFiles(join(samples, 'wordcount/data'))
    await data.getByText('sha256:').waitFor()
    await page.getByLabel('Put together as').selectOption('zip')
    await page.getByRole('button', { name: 'Dry run' }).click()
    await page.getByText('Eligible devices').waitFor()
    await accessible(page, 'the submission')
    jobs.counted = await submit(page)
    await page.getByRole('heading', { name: 'count words' }).waitFor()
  })

  await step(visitor, 'downloads the right zip', async () => {
    await page.getByText('Succeeded', { exact: true }).first().waitFor()
    await page.getByRole('link', { name: 'Results' }).click()
    await page.locator('.files button').first().click()
    await page.locator('pre', { hasText: /\w+ \d+/ }).waitFor()
    await accessible(page, 'the results')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download zip' }).click(),
    ])
    const files = unzip(await readFile(await download.path()))
    assert.equal(files.size, 3, [...files.keys()].join())
    assert.deepEqual(sumOf(files), await wordsOf(join(samples, 'wordcount/data')))
  })

  await step(visitor, 'reads why a unit waits, and cancels after being asked', async () => {
    await go('/submit')
    await describe(page, 'nowhere to run', 'echo {{index}}')
    await page.getByLabel('Memory', { exact: true }).first().fill('64 apples')
    await visitor.inTrouble(async () => {
      await page.getByRole('button', { name: 'Dry run' }).click()
      await page.getByRole('alert').getByText('apples').first().waitFor()
    })
    await accessible(page, 'a submission that is refused')
    await page.getByLabel('Memory', { exact: true }).first().fill('64MiB')
    await page.getByLabel('Only on devices where').fill('device.arch == "nowhere"')
    jobs.waiting = await submit(page)
    await page.getByRole('heading', { name: 'Why units wait' }).waitFor()
    await page.getByText('Does not meet the job’s condition').first().waitFor()
    await page.getByText('0 of 2 devices could take one now').waitFor()
    await accessible(page, 'a job that waits')
    await page.getByRole('link', { name: 'Units and logs' }).click()
    await page.getByRole('heading', { name: 'Devices that cannot take it now' }).waitFor()
    await page.getByRole('button', { name: 'Cancel job' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('cannot be taken back').waitFor()
    await dialog.getByRole('button', { name: 'Cancel job' }).click()
    await page.getByText('Cancelled', { exact: true }).first().waitFor()
  })

  await step(visitor, 'sees what a failed unit said', async () => {
    await go('/submit')
    await describe(page, 'fails', `sh -c 'echo the reason >&2; exit 7'`)
    await page.getByLabel('To', { exact: true }).fill('1')
    await page.getByLabel('Retries').fill('0')
    jobs.failed = await submit(page)
    await page.getByText('Failed', { exact: true }).first().waitFor()
    await page.getByRole('link', { name: 'Units and logs' }).click()
    await page.locator('pre', { hasText: 'the reason' }).first().waitFor()
    await page.getByText('exit code 7').first().waitFor()
    await accessible(page, 'a failed unit')
  })

  await step(visitor, 'tries it again', async () => {
    await page.getByRole('button', { name: 'Try 1 failed unit again' }).click()
    await page.getByText('1 unit is tried again').waitFor()
    // It fails once more, and can be tried once more.
    await page.getByRole('button', { name: 'Try 1 failed unit again' }).waitFor()
  })

  await step(visitor, 'starts another job from an earlier one', async () => {
    await go(`/jobs/${jobs.counted}/file`)
    await page.getByRole('button', { name: 'Start another job from it' }).click()
    await page.getByText(`Started from ${jobs.counted}`).waitFor()
    await page.getByRole('button', { name: 'Dry run' }).click()
    const units = page.locator('dl.facts', { hasText: 'Eligible devices' })
    await units.getByText('3', { exact: true }).first().waitFor()
  })

  await step(visitor, 'runs the job that the form begins with', async () => {
    await go('/submit')
    await page.getByRole('button', { name: 'Start anew' }).click()
    await page.getByLabel('CPU cores').first().fill('0.25')
    await page.getByLabel('Expected run time').fill('2s')
    await page.getByLabel('To', { exact: true }).fill('2')
    await page.getByLabel('To', { exact: true }).press('Tab')
    await submit(page)
    await page.getByText('Succeeded', { exact: true }).first().waitFor()
  })

  await step(visitor, 'deletes a job that is over, after being asked', async () => {
    await page.getByRole('button', { name: 'Delete job' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('cannot be brought back').waitFor()
    await accessible(page, 'the question before a job goes')
    visitor.goes(`/api/v1/jobs/${page.url().match(/jobs\/(j-[a-z0-9]+)/)[1]}`)
    // Whoever still watches it is told that it is gone.
    await visitor.inTrouble(async () => {
      await dialog.getByRole('button', { name: 'Delete job' }).click()
      await page.getByText(/“.*” is deleted\./).waitFor()
      await page.locator(`a[href$="${jobs.counted}"]`).first().waitFor()
    })
  })

  await step(visitor, 'has a picture classified', async () => {
    await go('/classify')
    const model = page.getByRole('group', { name: 'Model file' })
    await model.locator('input[type=file]').setInputFiles(process.env.PORTAL_MODEL)
    await model.getByText('sha256:').waitFor()
    await page.getByLabel('Classes').fill('disc, ring, square, triangle, star, cross, crescent, arrow')
    for (const [name, value] of [['Width', '32'], ['Height', '32'], ['Channels', '1'], ['Mean', '0.5'], ['Standard deviation', '0.5']]) {
      await page.getByLabel(name, { exact: true }).fill(value)
    }
    await page.getByLabel('Standard deviation').press('Tab')
    const chooser = page.locator('label', { hasText: 'Choose pictures' }).locator('input')
    await chooser.setInputFiles(process.env.PORTAL_PICTURE)
    await page.getByRole('button', { name: 'Classify', exact: true }).click()
    await page.locator('figcaption').getByText(process.env.PORTAL_CLASS, { exact: true }).waitFor()
    await page.locator('figcaption').getByText('%').waitFor()
    await page.locator('dl.facts', { hasText: 'Computed' }).getByText(/device-\d/).waitFor()
    await accessible(page, 'a classified picture')
  })

  await step(visitor, 'is told of a job that is gone, and led back', async () => {
    await visitor.inTrouble(async () => {
      await go('/jobs/j-00000000')
      await page.getByRole('alert').getByText('there is no job j-00000000').waitFor()
      await page.getByText('see idlegrid job ls').waitFor()
    })
    await page.getByRole('link', { name: '← Jobs' }).click()
    await page.locator(`a[href$="${jobs.counted}"]`).first().waitFor()
    await accessible(page, 'the jobs')
  })
  return jobs
}
