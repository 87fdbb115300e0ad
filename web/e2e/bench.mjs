// What the portal costs a browser, on a quiet machine: npm run bench
//   first paint of the overview, cold cache, CPU four times slower, from loopback
//   frames a second while a list of 10,000 devices scrolls and changes every two seconds
//   memory of that tab after a minute
//   a job of a million units until its map is drawn
// The grid is recorded, so that nothing but the portal is measured.
import { spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { launch } from './browser.mjs'

const DEVICES = Number(process.env.BENCH_DEVICES ?? 10_000)
const SCROLL_SECONDS = Number(process.env.BENCH_SECONDS ?? 20)
const RUNS = Number(process.env.BENCH_RUNS ?? 5)
const MILLION = 'j-0mig5c04aaaaaa'
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' }

const folder = await mkdtemp(join(tmpdir(), 'portal-bench-'))
const built = spawnSync('npx', ['--no-install', 'vite', 'build', '--mode', 'recorded', '--logLevel', 'warn'], {
  stdio: 'inherit',
  env: { ...process.env, PORTAL_OUT: folder },
})
if (built.status !== 0) process.exit(built.status ?? 1)
const { compress } = await import('../scripts/compress.mjs')
await compress(folder)

const server = createServer(async (request, answer) => {
  const path = normalize(new URL(request.url, 'http://bench').pathname)
  const file = join(folder, path === '/' ? 'index.html' : path)
  try {
    let body
    try {
      body = await readFile(`${file}.br`)
      answer.setHeader('Content-Encoding', 'br')
    } catch {
      // Small files are not compressed.
      body = await readFile(file)
    }
    answer.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream')
    answer.end(body)
  } catch {
    answer.statusCode = 404
    answer.end()
  }
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const url = `http://127.0.0.1:${server.address().port}/?devices=`

const browser = await launch()
const middle = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
const tell = (what, value) => console.log(`${what.padEnd(58)} ${value}`)

/** Opens a page in a browser that has seen nothing, and waits until something is there. */
async function open(path, { slower = 1, devices = 48, ready }) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slower })
  const start = performance.now()
  await page.goto(`${url}${devices}#${path}`)
  await page.locator(ready).first().waitFor()
  return { context, page, cdp, seconds: (performance.now() - start) / 1000 }
}

const paints = []
const usable = []
for (let run = 0; run < RUNS; run++) {
  const { context, page, seconds } = await open('/', { slower: 4, ready: 'main canvas' })
  const paint = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  )
  paints.push(paint / 1000)
  usable.push(seconds)
  await context.close()
}
tell('first paint, cold cache, 4x slower CPU (median)', `${middle(paints).toFixed(2)} s`)
tell('overview drawn, cold cache, 4x slower CPU (median)', `${middle(usable).toFixed(2)} s`)

const jobs = []
for (let run = 0; run < RUNS; run++) {
  const { context, seconds } = await open(`/jobs/${MILLION}`, { ready: 'canvas[role=application]' })
  jobs.push(seconds)
  await context.close()
}
tell('page of a job of a million units drawn (median)', `${middle(jobs).toFixed(2)} s`)

const { context, page, cdp } = await open('/devices', { devices: DEVICES, ready: '[role=row].body' })
const frames = await page.evaluate(
  (seconds) =>
    new Promise((resolve) => {
      const box = document.querySelector('[role=grid]')
      const times = []
      let last = performance.now()
      const end = last + seconds * 1000
      const next = (now) => {
        times.push(now - last)
        last = now
        box.scrollTop = (box.scrollTop + 90) % Math.max(1, box.scrollHeight - box.clientHeight)
        if (now < end) requestAnimationFrame(next)
        else resolve(times.slice(1))
      }
      requestAnimationFrame(next)
    }),
  SCROLL_SECONDS,
)
const whole = frames.reduce((sum, frame) => sum + frame, 0)
tell(`frames a second, ${DEVICES} devices, scrolling and changing`, ((frames.length * 1000) / whole).toFixed(1))
tell('  slowest frame of a hundred', `${[...frames].sort((a, b) => a - b)[Math.floor(frames.length * 0.99)].toFixed(0)} ms`)

await page.waitForTimeout(60_000)
await cdp.send('HeapProfiler.collectGarbage')
const { metrics } = await cdp.send('Performance.enable').then(() => cdp.send('Performance.getMetrics'))
const heap = metrics.find((metric) => metric.name === 'JSHeapUsedSize').value
tell('JavaScript heap of the tab after a minute', `${(heap / 2 ** 20).toFixed(0)} MiB`)
const system = await browser.newBrowserCDPSession()
const { processInfo } = await system.send('SystemInfo.getProcessInfo')
const renderers = processInfo.filter((process) => process.type === 'renderer')
const pss = await Promise.all(
  renderers.map(async ({ id }) => {
    const rollup = await readFile(`/proc/${id}/smaps_rollup`, 'utf8')
    return Number(rollup.match(/^Pss:\s+(\d+) kB/m)[1]) / 1024
  }),
)
tell('memory of the tab (proportional, largest renderer)', `${Math.max(...pss).toFixed(0)} MiB`)

await context.close()
await browser.close()
server.close()
await rm(folder, { recursive: true })
