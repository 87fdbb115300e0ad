// Pictures of every view in both languages and themes, narrow and wide:
//   PORTAL_URL=http://127.0.0.1:5173 [PORTAL_TOKEN=…] npm run shots [view …]
// Without a token the portal must run on the recorded grid: npx vite --mode recorded
import { mkdir } from 'node:fs/promises'
import { launch } from './browser.mjs'

const url = process.env.PORTAL_URL ?? 'http://127.0.0.1:5173'
const token = process.env.PORTAL_TOKEN
const out = process.env.SHOTS ?? 'e2e/shots'
const job = process.env.PORTAL_JOB ?? 'j-0mig5c00aaaaaa'
const doneJob = process.env.PORTAL_DONE_JOB ?? 'j-0mig5c01aaaaaa'
const device = process.env.PORTAL_DEVICE ?? 'd-000001'

const VIEWS = {
  signin: '/signin',
  overview: '/',
  devices: '/devices',
  device: `/devices/${device}`,
  jobs: '/jobs',
  job: `/jobs/${job}`,
  units: `/jobs/${job}/units`,
  results: `/jobs/${doneJob}/results`,
  file: `/jobs/${doneJob}/file`,
  submit: '/submit',
  classify: '/classify',
  mine: '/mine',
  map: '/devices?map=true',
  cards: '/devices?cards=true',
  million: '/jobs/j-0mig5c04aaaaaa',
  access: '/access',
  administration: '/administration',
  system: '/administration/system',
  audit: '/administration/audit',
}
const wanted = process.argv.slice(2)
const languages = (process.env.LANGUAGES ?? 'en,zh').split(',')
const themes = (process.env.THEMES ?? 'light,dark').split(',')
const widths = (process.env.WIDTHS ?? '360,1440').split(',').map(Number)

await mkdir(out, { recursive: true })
const browser = await launch()
let faults = 0
for (const language of languages) {
  for (const theme of themes) {
    for (const width of widths) {
      const context = await browser.newContext({
        viewport: { width, height: width < 600 ? 760 : 900 },
        colorScheme: theme,
        reducedMotion: 'reduce',
        deviceScaleFactor: 1,
      })
      await context.addInitScript((language) => localStorage.setItem('idlegrid.language', language), language)
      const page = await context.newPage()
      page.on('pageerror', (error) => {
        faults++
        console.error(`${language} ${theme} ${width}: ${error.message}`)
      })
      page.on('console', (message) => {
        if (message.type() === 'error') console.error(`console: ${message.text()}`)
      })
      if (token) {
        await page.goto(`${url}/#/signin?token=${token}`)
        await page.locator('nav').first().waitFor()
      }
      for (const [name, path] of Object.entries(VIEWS)) {
        if (wanted.length > 0 && !wanted.includes(name)) continue
        await page.goto(`${url}/#${path}`)
        await page.waitForSelector('h1', { timeout: 60_000 })
        await page.waitForTimeout(Number(process.env.SETTLE ?? 1200))
        const overflow = await page.evaluate(() => {
          const wide = document.documentElement.scrollWidth - innerWidth
          if (wide <= 0) return ''
          const culprit = [...document.querySelectorAll('main *')].find((e) => e.getBoundingClientRect().right > innerWidth + 1)
          return `${wide}px by ${culprit?.tagName}.${culprit?.className}`
        })
        if (overflow) {
          faults++
          console.error(`${name} ${language} ${width}: wider than the window: ${overflow}`)
        }
        await page.screenshot({ path: `${out}/${name}-${language}-${theme}-${width}.png`, fullPage: process.env.FULL !== 'false' })
      }
      await context.close()
    }
  }
}
await browser.close()
console.log(`pictures in ${out}, ${faults} faults`)
process.exit(faults > 0 ? 1 : 0)
