import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import PictureCards from '@/components/classify/PictureCards.vue'
import { i18n } from '@/i18n'
import { classifyJob, readVerdicts, type Model } from '@/state/classify'
import { commonState, placesOf } from '@/state/places'
import { tableOf } from '@/state/table'
import { fleet } from '@/api/recorded/fleet'

const model: Model = { model: 'sha256:ab', labels: ['disc', 'ring'], width: 32, height: 32 }

describe('a classification', () => {
  it('is one unit of high priority for a few pictures, and several for many', () => {
    const few = JSON.parse(classifyJob(model, 'sha256:cd', 3))
    const many = JSON.parse(classifyJob(model, 'sha256:cd', 300))

    expect(few.spec).toMatchObject({ type: 'inference', inference: model, policy: { priority: 10 } })
    expect(few.spec.data).toEqual({ source: 'sha256:cd', split: { by: 'file', files: 3 } })
    expect(many.spec.data.split.files).toBe(25)
  })

  it('reads what the program wrote, line by line', () => {
    const verdicts = readVerdicts('{"file":"a.png","class":"disc","score":0.99}\n{"file":"b.png","class":"ring","score":0.5}\n')

    expect([...verdicts]).toEqual([
      ['a.png', { class: 'disc', score: 0.99 }],
      ['b.png', { class: 'ring', score: 0.5 }],
    ])
  })
})

describe('pictures', () => {
  it('show the boxes of a detection model in their own pixels, and say in words what was found', async () => {
    const verdicts = readVerdicts(
      '{"file":"yard.png","boxes":[{"class":"cat","score":0.91,"box":[0.1,0.25,0.5,0.5]},' +
        '{"class":"dog","score":0.4,"box":[0,0,1,1]}]}\n{"file":"empty.png","boxes":[]}\n',
    )
    const wrapper = mount(PictureCards, {
      props: {
        pictures: ['yard.png', 'empty.png'].map((name) => ({ name, file: new Blob(), url: `blob:${name}` })),
        verdicts,
        devices: new Map([['yard.png', 'kiosk-02']]),
      },
      global: { plugins: [i18n] },
    })

    for (const image of wrapper.findAll('img')) {
      Object.defineProperties(image.element, { naturalWidth: { value: 640 }, naturalHeight: { value: 480 } })
      await image.trigger('load')
    }

    const [yard, empty] = wrapper.findAll('li')
    expect(yard!.find('svg').attributes('viewBox')).toBe('0 0 640 480')
    const box = yard!.find('rect').attributes()
    expect([box.x, box.y, box.width, box.height].map(Number)).toEqual([64, 120, 320, 240])
    expect(yard!.text()).toContain('2 things found')
    expect(yard!.text()).toContain('cat 91%, dog 40%')
    expect(yard!.text()).toContain('kiosk-02')
    expect(empty!.findAll('rect').length).toBe(0)
    expect(empty!.text()).toContain('Nothing found')
  })
})

describe('a table', () => {
  it('is read with quotes, line ends of both kinds, and no last line end', () => {
    expect(tableOf('a.csv', 'x,y\r\n"1,5","say ""hi"""\r\n3,')?.rows).toEqual([
      ['x', 'y'],
      ['1,5', 'say "hi"'],
      ['3', ''],
    ])
    expect(tableOf('a.TSV', 'x\ty')?.rows).toEqual([['x', 'y']])
  })

  it('is only what says so and has columns', () => {
    expect(tableOf('a.txt', 'x,y')).toBeUndefined()
    expect(tableOf('a.csv', 'just words')).toBeUndefined()
  })

  it('of very many rows is cut', () => {
    const table = tableOf('a.csv', 'a,b\n'.repeat(5_000))!

    expect([table.rows.length, table.isCut]).toEqual([200, true])
  })
})

describe('places', () => {
  it('gather the devices that tell theirs', () => {
    const devices = fleet(100, Date.UTC(2026, 10, 2))

    const places = placesOf(devices)

    const told = devices.filter((device) => device.facts?.location).length
    expect(places.reduce((sum, place) => sum + place.devices.length, 0)).toBe(told)
    expect(told).toBeLessThan(devices.length)
    expect(places[0]!.devices.length).toBeGreaterThanOrEqual(places.at(-1)!.devices.length)
    expect(places[0]!.devices.map((device) => device.state)).toContain(commonState(places[0]!))
  })
})
