import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { resultPath } from '@/api/client'
import { parseBlock, readEvents, STILL_HERE } from '@/api/eventStream'
import { fleet } from '@/api/recorded/fleet'
import { useAtMost } from '@/state/atMost'
import { matches, sorted } from '@/state/deviceFilter'
import { LatestLoad } from '@/state/latestLoad'
import { lookOf, UNIT_STATES } from '@/state/looks'
import { Meter } from '@/state/meter'
import { previewOf } from '@/state/preview'
import { cellsOf, ruling, share } from '@/state/unitMap'

const devices = fleet(200, Date.UTC(2026, 10, 2))

describe('the address of a result', () => {
  it('is one word to a shell, whatever the file is called', () => {
    const path = resultPath.file('j-1', 7, "out/it's (1); rm *!.txt")

    expect(path).toBe('/api/v1/jobs/j-1/results/files/7/out/it%27s%20%281%29%3B%20rm%20%2A%21.txt')
    expect(decodeURIComponent(path)).toContain("/out/it's (1); rm *!.txt")
  })
})

describe('the device filter', () => {
  it('finds words in names and labels, all of them', () => {
    const found = devices.filter((each) => matches(each, { text: 'cam site=lab', states: [] }))

    expect(found.length).toBeGreaterThan(0)
    expect(found.every((each) => each.name.includes('cam') && each.facts?.labels.site === 'lab')).toBe(true)
  })

  it('keeps to the chosen states', () => {
    const found = devices.filter((each) => matches(each, { text: '', states: ['offline'] }))

    expect(new Set(found.map((each) => each.state))).toEqual(new Set(['offline']))
  })

  it.each([false, true])('sorts what is unknown last, descending %s', (descending) => {
    const temperatures = sorted(devices, 'temperature', descending).map((each) => each.now?.temperature)
    const known = temperatures.filter((each) => each !== undefined)

    expect(temperatures.slice(0, known.length)).toEqual(known)
    expect(known).toEqual([...known].sort((a, b) => (descending ? b - a : a - b)))
  })
})

describe('the latest load', () => {
  const at = (second: number, hostPercent?: number) => ({
    ...devices.find((each) => each.now)!,
    now: { at: new Date(second * 1_000).toISOString(), hostPercent, ownPercent: hostPercent, memoryAvailableBytes: 1, diskFreeBytes: 1 },
  })

  it('stands until the next one is told, and not for ever', () => {
    const loads = new LatestLoad()

    const told = [at(0), at(1, 30), at(2), at(16), at(17), at(18, 5)].map((each) => loads.filled(each).now!.hostPercent)

    expect(told).toEqual([undefined, 30, 30, 30, undefined, 5])
  })
})

describe('the unit map', () => {
  const map = (counts: Partial<Record<'done' | 'running' | 'ready' | 'failed', number[]>>, perCell: number, total: number) => {
    const none = Array<number>(Math.ceil(total / perCell)).fill(0)
    return { total, from: 0, to: total, perCell, done: none, running: none, ready: none, failed: none, ...counts }
  }

  it('knows what was not reached, in the last cell as well', () => {
    const cells = cellsOf(map({ done: [4, 1], running: [0, 1] }, 4, 7))

    expect(cells.map((cell) => [cell.from, cell.to])).toEqual([[0, 4], [4, 7]])
    expect(cells[1]!.counts[UNIT_STATES.indexOf('not reached')]).toBe(1)
  })

  it('never hides a failure among the many', () => {
    const [cell] = cellsOf(map({ done: [999], failed: [1] }, 1000, 1000))

    expect(ruling(cell!)).toBe('failed')
  })

  it('says how much of a cell its colour stands for', () => {
    const [cell] = cellsOf(map({ done: [3], running: [1] }, 4, 4))

    expect(ruling(cell!)).toBe('done')
    expect(share(cell!)).toBe(0.75)
  })

  it('has a look for every state, and one for those to come', () => {
    expect(UNIT_STATES.map((state) => lookOf('unit', state).tone)).not.toContain(undefined)
    expect(lookOf('device', 'hibernating')).toEqual({ tone: 'off', label: 'hibernating' })
  })
})

describe('the meter', () => {
  it('needs a moment, then tells a rate per minute', () => {
    const meter = new Meter()

    expect(meter.add(0, 100)).toBeUndefined()
    expect(meter.add(2_000, 110)).toBeUndefined()
    expect(meter.add(30_000, 160)).toBe(120)
  })

  it('begins anew when a count falls', () => {
    const meter = new Meter()
    meter.add(0, 100)
    meter.add(30_000, 160)

    expect(meter.add(31_000, 5)).toBeUndefined()
  })

  it('forgets what is older than a minute', () => {
    const meter = new Meter()
    for (let second = 0; second <= 300; second++) meter.add(second * 1000, second < 200 ? 0 : second - 200)

    expect(meter.add(301_000, 101)).toBeCloseTo(60, 0)
  })
})

describe('the event stream', () => {
  it('reads events however the bytes are parted', async () => {
    const text = ': still here\n\nevent: progress\ndata: {"name":"für"}\n\nevent: end\ndata: {}\n\n'
    const bytes = new TextEncoder().encode(text)
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]))
        controller.close()
      },
    })

    const events = []
    for await (const event of readEvents(body)) events.push(event)

    expect(events).toEqual([
      STILL_HERE,
      { event: 'progress', data: '{"name":"für"}' },
      { event: 'end', data: '{}' },
    ])
  })

  it('joins lines of data and skips comments', () => {
    expect(parseBlock('data: a\ndata: b')).toEqual({ event: 'message', data: 'a\nb' })
    expect(parseBlock(': still here')).toBeUndefined()
  })
})

describe('the preview', () => {
  const of = (path: string, bytes: Uint8Array, size = bytes.length) =>
    previewOf({ path, size }, async () => bytes)

  it('shows text, cut between characters', async () => {
    const bytes = new TextEncoder().encode('数据').slice(0, 4)

    expect(await of('out/a.txt', bytes, 1_000)).toMatchObject({ kind: 'text', text: '数', isCut: true })
  })

  it('never takes SVG for a picture', async () => {
    const svg = new TextEncoder().encode('<svg onload="alert(1)"/>')

    expect((await of('a.svg', svg)).kind).toBe('text')
  })

  it('leaves bytes alone that are no text', async () => {
    expect((await of('a.bin', new Uint8Array([1, 0, 2]))).kind).toBe('other')
    expect((await of('a.bin', new Uint8Array([0xff, 0xfe, 0x41]))).kind).toBe('other')
  })

  it('names the type of a picture itself', async () => {
    const got = await of('plot.PNG', new Uint8Array([1, 2]))

    expect(got.kind === 'image' && got.blob.type).toBe('image/png')
  })
})

describe('work that is asked for often', () => {
  afterEach(() => vi.useRealTimers())

  it('is done at once, then once for all that was asked meanwhile, and never after the end', () => {
    vi.useFakeTimers()
    const work = vi.fn()
    let ask = () => {}
    const wrapper = mount({
      setup() {
        ask = useAtMost(1_000, work)
        return () => null
      },
    })

    ask()
    ask()
    ask()
    expect(work).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(1_000)
    expect(work).toHaveBeenCalledTimes(2)
    ask()
    wrapper.unmount()
    vi.advanceTimersByTime(5_000)

    expect(work).toHaveBeenCalledTimes(2)
  })
})
