import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory } from 'vue-router'
import App from '@/App.vue'
import { guard } from '@/app'
import { Problem } from '@/api/problem'
import { recordedClient } from '@/api/recorded'
import type { GridClient } from '@/api/client'
import { provideClient } from '@/api/client'
import { i18n, speak, type Language } from '@/i18n'
import en from '@/locales/en'
import { portalRouter } from '@/router'
import { useGrid } from '@/state/grid'
import { useSession } from '@/state/session'
import { DRAFT } from '@/state/submit/kept'
import { PATIENTLY } from './patience'

const START = Date.UTC(2026, 10, 2, 12)

const VIEWS = {
  signin: '/signin',
  overview: '/',
  devices: '/devices',
  'devices as cards': '/devices?cards=true',
  'devices on a map': '/devices?map=true',
  device: '/devices/d-000001',
  jobs: '/jobs',
  'a running job': '/jobs/j-0mig5c00aaaaaa/waiting',
  'units of a job that failed': '/jobs/j-0mig5c02aaaaaa/units',
  'results of a job': '/jobs/j-0mig5c01aaaaaa/results',
  'a service': '/jobs/j-0mig5c06aaaaaa',
  'the file of a service': '/jobs/j-0mig5c06aaaaaa/compose',
  'a job file': '/jobs/j-0mig5c01aaaaaa/file',
  submit: '/submit',
  classify: '/classify',
  mine: '/mine',
  access: '/access',
  administration: '/administration',
  'devices that join': '/administration/joining',
  'the coordinator': '/administration/system',
  'sign-ins of everybody': '/administration/logins',
  'the audit log': '/administration/audit',
  nowhere: '/no/such/page',
}

function keysOf(tree: object, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [prefix + key] : keysOf(value as object, `${prefix}${key}.`),
  )
}

const KEYS = keysOf(en)

let missing: string[] = []

beforeEach(() => {
  missing = []
  i18n.global.setMissingHandler((locale, key) => {
    missing.push(`${locale}: ${key}`)
    return key
  })
})

async function show(path: string, client: GridClient = recordedClient({ moving: false, start: START })) {
  const history = createMemoryHistory()
  history.replace(path)
  const router = portalRouter(history)
  const wrapper = mount(App, {
    attachTo: document.body,
    global: {
      plugins: [
        { install: (app) => provideClient(app, client) },
        createPinia(),
        i18n,
        { install: (app) => guard(app, router) },
        router,
      ],
    },
  })
  // Views and the parts that they load lazily.
  for (let i = 0; i < 5; i++) {
    await router.isReady()
    await flushPromises()
    await vi.dynamicImportSettled()
  }
  return { wrapper, router }
}

describe.each(['en', 'zh'] as Language[])('in %s', (language) => {
  it.each(Object.entries(VIEWS))('%s says everything in its language', async (_name, path) => {
    await speak(language)

    const { wrapper } = await show(path)

    expect(wrapper.find('h1').exists()).toBe(true)
    expect(missing).toEqual([])
    const text = wrapper.text()
    expect(KEYS.filter((key) => text.includes(key))).toEqual([])
    if (language === 'zh') expect(text).toMatch(/[\u4e00-\u9fff]{2}/)
    wrapper.unmount()
  })
})

describe('the portal', () => {
  beforeEach(() => speak('en'))

  it('names what a device refuses in the reader’s words', async () => {
    const { wrapper } = await show('/jobs/j-0mig5c00aaaaaa/waiting')

    expect(wrapper.text()).toContain('Not forecast to stay idle long enough')
    expect(wrapper.text()).toContain('headroom 12 % < 50 % within 5 min')
    wrapper.unmount()
  })

  it('follows another address of the devices', async () => {
    const { wrapper, router } = await show('/devices?map=true&q=cam')

    await router.push('/devices?cards=true&state=idle')
    await flushPromises()

    const pressed = wrapper.findAll('button[aria-pressed=true]').map((each) => each.text())
    expect(pressed).toContain('Cards')
    expect(pressed).not.toContain('Map')
    expect((wrapper.get('main input').element as HTMLInputElement).value).toBe('')
    expect(router.currentRoute.value.query).toEqual({ cards: 'true', state: 'idle' })
    wrapper.unmount()
  })

  it('follows the log of a unit that starts while it is looked at', async () => {
    const recorded = recordedClient({ moving: false, start: START })
    let state = 'ready'
    let hasLog = false
    const client: GridClient = {
      ...recorded,
      unit: async (job, index) => ({ ...(await recorded.unit(job, index)), state }),
      async *followLog() {
        if (!hasLog) throw new Problem({ status: 404, code: 'log.none', detail: 'no log yet' })
        yield { event: 'whole', data: JSON.stringify({ unit: 7, attempt: 'SUCCEEDED', device: 'd-000001', text: 'said at last', droppedBytes: 0 }) }
      },
    }
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const { wrapper } = await show('/jobs/j-0mig5c00aaaaaa/units?unit=7', client)
    expect(wrapper.text()).not.toContain('said at last')

    state = 'running'
    vi.advanceTimersByTime(3_000)
    await flushPromises()
    expect(wrapper.text()).toContain('No log yet')
    hasLog = true
    vi.advanceTimersByTime(3_000)
    await flushPromises()

    expect(wrapper.text()).toContain('said at last')
    wrapper.unmount()
    vi.useRealTimers()
  })

  it('shows of a device what its survey found, and nothing else', async () => {
    const { wrapper } = await show('/devices/d-000001')

    const facts = wrapper.text()
    expect(facts).toContain('Raspberry Pi 4 Model B Rev 1.2')
    expect(facts).toMatch(/Cortex-A72 · \d physical cores · up to 1\.5 GHz/)
    expect(facts).toMatch(/mmcblk0\s*32 GiB · solid/)
    expect(facts).toMatch(/eth0\s*1,000 Mbit\/s/)
    expect(facts).toContain('temperature, fan')
    expect(facts).not.toContain('undefined')
    wrapper.unmount()

    const other = await show('/devices/d-000000')
    expect(other.wrapper.text()).not.toContain('Processor')
    other.wrapper.unmount()
  })

  it('keeps away what the account may not do', async () => {
    const client = recordedClient({ moving: false, start: START, rights: ['SEE_DEVICES'] })

    const { wrapper } = await show('/access', client)

    expect(wrapper.text()).not.toContain('Accounts')
    expect(wrapper.text()).not.toContain('Make a join code')
    expect(wrapper.find('nav').text()).not.toContain('Submit')
    wrapper.unmount()
  })

  it('offers a viewer neither logs nor results of others, and asks for none', async () => {
    const client = recordedClient({ moving: false, start: START, rights: ['SEE_DEVICES', 'SEE_ALL_JOBS'] })
    const asked: string[] = []
    for (const name of ['results', 'resultStart', 'unitLog', 'cancelJob', 'artifacts'] as const) {
      client[name] = async () => {
        asked.push(name)
        throw new Problem({ code: 'access.right', status: 403, detail: 'no right' })
      }
    }

    // The job of somebody else, which is over: its page would open with the results.
    const { wrapper } = await show('/jobs/j-0mig5c03aaaaaa', client)

    const tabs = wrapper.find('.tabs').text()
    expect(tabs).toContain('Units')
    expect(tabs).not.toContain('logs')
    expect(tabs).not.toContain('Results')
    expect(wrapper.text()).not.toContain('Cancel job')
    expect(wrapper.text()).not.toContain('idlegrid job logs')
    expect(asked).toEqual([])
    wrapper.unmount()
  })

  it('shows output as text, never as a page', async () => {
    const client = recordedClient({ moving: false, start: START })
    client.resultStart = async () => new TextEncoder().encode('<img src=x onerror=alert(1)>')

    const { wrapper } = await show('/jobs/j-0mig5c01aaaaaa/results', client)

    expect(wrapper.find('pre').text()).toContain('<img src=x')
    expect(wrapper.find('img[src="x"]').exists()).toBe(false)
    wrapper.unmount()
  })

  it('shows devices as cards, sorted and chosen like the table', async () => {
    const { wrapper } = await show('/devices?cards=true&q=cam')

    await wrapper.find('#device-sort').setValue('host')
    const cards = wrapper.findAll('li.device')
    const loads = cards.map((each) => each.find('dd').text())
    await cards[0]!.find('input[type=checkbox]').trigger('click')

    expect(cards.length).toBeGreaterThan(3)
    expect(cards[0]!.text()).toMatch(/cam-\d+/)
    expect(Number.parseFloat(loads[0]!)).toBeGreaterThanOrEqual(Number.parseFloat(loads[1]!))
    expect(wrapper.find('.actions').text()).toContain('1 device selected')
    expect(wrapper.find('[role=grid]').exists()).toBe(false)
    wrapper.unmount()
  })

  it('pauses chosen devices and takes it back', async () => {
    const client = recordedClient({ moving: false, start: START })
    const { wrapper } = await show('/devices', client)

    const row = wrapper.findAll('[role=row]').find((each) => each.text().includes('Idle'))!
    await row.find('input[type=checkbox]').trigger('click')
    await wrapper.findAll('button').find((each) => each.text() === 'Pause')!.trigger('click')
    await flushPromises()
    const paused = (await client.devices({ limit: 100 })).items.filter((each) => each.duty === 'PAUSE').length
    await wrapper.findAll('.toast button').find((each) => each.text() === 'Undo')!.trigger('click')
    await flushPromises()
    const after = (await client.devices({ limit: 100 })).items.filter((each) => each.duty === 'PAUSE').length

    expect(paused - after).toBe(1)
    wrapper.unmount()
  })

  it('asks before it cancels', async () => {
    const client = recordedClient({ moving: false, start: START })
    const cancel = vi.spyOn(client, 'cancelJob')
    const { wrapper } = await show('/jobs/j-0mig5c00aaaaaa', client)

    await wrapper.findAll('button').find((each) => each.text() === 'Cancel job')!.trigger('click')
    await flushPromises()

    expect(cancel).not.toHaveBeenCalled()
    const dialog = document.querySelector('.el-dialog')!
    expect(dialog.textContent).toContain('cannot be taken back')
    const yes = [...dialog.querySelectorAll('button')].find((each) => each.textContent === 'Cancel job')!
    yes.click()
    await flushPromises()
    expect(cancel).toHaveBeenCalledOnce()
    wrapper.unmount()
  })

  it('asks before it deletes, and leaves a job that is gone', async () => {
    const client = recordedClient({ moving: false, start: START })
    const deleted = vi.spyOn(client, 'deleteJob')
    const { wrapper, router } = await show('/jobs/j-0mig5c02aaaaaa', client)
    const open = wrapper.findAll('button').find((each) => each.text() === 'Delete job')!

    await open.trigger('click')
    expect(deleted).not.toHaveBeenCalled()
    const dialog = await vi.waitFor(() => {
      const found = [...document.querySelectorAll('.el-dialog')].find((each) => each.textContent?.includes('cannot be brought back'))
      expect(found).toBeDefined()
      return found!
    }, PATIENTLY)
    expect(dialog.textContent).toContain('idlegrid job rm j-0mig5c02aaaaaa')
    dialog.querySelector<HTMLButtonElement>('.danger')!.click()
    await vi.waitFor(() => expect(router.currentRoute.value.name).toBe('jobs'), PATIENTLY)
    await flushPromises()

    expect(deleted).toHaveBeenCalledExactlyOnceWith('j-0mig5c02aaaaaa')
    expect(wrapper.find('a[href*="j-0mig5c02aaaaaa"]').exists()).toBe(false)
    wrapper.unmount()
  })

  it('tries failed units again and follows the job that runs', async () => {
    const client = recordedClient({ moving: false, start: START })
    const { wrapper } = await show('/jobs/j-0mig5c02aaaaaa', client)

    await wrapper.findAll('button').find((each) => each.text() === 'Try 3 failed units again')!.trigger('click')
    await flushPromises()

    expect(wrapper.text()).toContain('3 units are tried again')
    expect(wrapper.find('.badge').text()).toBe('Running')
    wrapper.unmount()
  })

  it('recommends devices, and says why not the others', async () => {
    const { wrapper } = await show('/devices')

    await wrapper.findAll('button').find((each) => each.text() === 'Smart select')!.trigger('click')
    await wrapper.find('form').trigger('submit')
    await flushPromises()

    expect(wrapper.text()).toMatch(/\d+ of 48 devices could take it now; the best 5/)
    expect(wrapper.text()).toContain('Suspended: the owner needs the device')
    await wrapper.findAll('button').find((each) => each.text() === 'Select these in the table')!.trigger('click')
    expect(wrapper.text()).toContain('5 devices selected')
    wrapper.unmount()
  })

  it('tells an owner what runs on a device and for whom', async () => {
    const { wrapper } = await show('/mine')

    expect(wrapper.text()).toContain('“count the words of a library” for lin')
    expect(wrapper.text()).not.toContain('undefined')
    wrapper.unmount()
  })

  it('shows on which device each replica of a service is, and how its services are', async () => {
    const { wrapper } = await show('/jobs/j-0mig5c06aaaaaa')

    const text = wrapper.text()
    for (const each of ['camera-00002', 'Healthy', 'exited with code 1', 'stands still for the owner', 'No device has it yet', 'of 3 wanted']) {
      expect(text).toContain(each)
    }
    for (const each of ['Throughput', 'Results', 'Job file', 'undefined']) expect(text).not.toContain(each)
    wrapper.unmount()
  })

  it('shows a table as a table', async () => {
    const client = recordedClient({ moving: false, start: START })
    const results = client.results
    client.results = async (id, query) => {
      const page = await results(id, query)
      return { ...page, items: [{ unit: 0, path: 'out/counts.csv', size: 40, sha256: 'ab'.repeat(32) }] }
    }
    client.resultStart = async () => new TextEncoder().encode('word,count\n"a ""b"",c",2\n')

    const { wrapper } = await show('/jobs/j-0mig5c01aaaaaa/results', client)

    expect(wrapper.findAll('td').map((cell) => cell.text())).toEqual(['word', 'count', 'a "b",c', '2'])
    wrapper.unmount()
  })

  it.each([
    ['replicas', 'camera-00002'],
    ['compose', 'services:'],
  ])('opens the %s of a service by their address', async (tab, text) => {
    const { wrapper } = await show(`/jobs/j-0mig5c06aaaaaa/${tab}`)

    expect(wrapper.text()).toContain(text)
    expect(wrapper.find('.tabs .here').exists()).toBe(true)
    wrapper.unmount()
  })

  it('shows a unit by its address, and puts the one that is looked at there', async () => {
    const { wrapper, router } = await show('/jobs/j-0mig5c02aaaaaa/units?unit=14')
    expect(wrapper.find('.list [aria-pressed=true]').text()).toContain('Unit 14')

    await wrapper.findAll('.list button').find((each) => each.text().includes('Unit 7'))!.trigger('click')
    await flushPromises()

    expect(router.currentRoute.value.query.unit).toBe('7')
    wrapper.unmount()
  })

  it('says that a job is gone which somebody deletes while it is looked at, and what can be made of it', async () => {
    const client = recordedClient({ moving: false, start: START })
    const { wrapper, router } = await show('/jobs/j-0mig5c00aaaaaa', client)

    await client.deleteJob('j-0mig5c00aaaaaa')
    useGrid().dropJob('j-0mig5c00aaaaaa')
    await flushPromises()

    expect(wrapper.find('[role=alert]').text()).toContain('is gone')
    expect(wrapper.findAll('button').map((each) => each.text())).not.toContain('Cancel job')
    await wrapper.findAll('[role=alert] button').find((each) => each.text() === 'Start another job from it')!.trigger('click')
    await vi.waitFor(() => expect(router.currentRoute.value.name).toBe('submit'), PATIENTLY)
    expect(sessionStorage.getItem(DRAFT)).toContain('apiVersion: idlegrid/v1')
    sessionStorage.removeItem(DRAFT)
    wrapper.unmount()
  })

  it('goes on without a device that was removed', async () => {
    const client = recordedClient({ moving: false, start: START })
    const removed = (await client.devices({ limit: 1 })).items[0]!
    const device = client.device
    client.device = async (id) => {
      if (id === removed.id) throw new Problem({ code: 'device.unknown', status: 404, detail: 'there is no such device' })
      return device(id)
    }
    let say: (event: { event: string; data: string }) => void = () => {}
    client.gridEvents = async function* (signal) {
      yield await new Promise<{ event: string; data: string }>((resolve) => (say = resolve))
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
    }
    const { wrapper } = await show('/devices', client)
    expect(useGrid().devices.has(removed.id)).toBe(true)

    say({ event: 'devices', data: JSON.stringify({ ids: [removed.id], more: false }) })
    await vi.waitFor(() => expect(useGrid().devices.has(removed.id)).toBe(false), PATIENTLY)

    expect(useGrid().problem).toBeUndefined()
    wrapper.unmount()
  })

  it('reads what could not be read once the coordinator is back', async () => {
    const client = recordedClient({ moving: false, start: START })
    const system = client.system
    client.system = async () => {
      throw Problem.unreachable(new TypeError('fetch failed'))
    }
    let open = () => {}
    client.gridEvents = async function* (signal) {
      await new Promise<void>((resolve) => (open = resolve))
      yield { event: 'devices', data: JSON.stringify({ ids: [], more: false }) }
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
    }
    const { wrapper } = await show('/administration/system', client)
    expect(wrapper.text()).toContain('The coordinator does not answer.')

    client.system = system
    open()
    await vi.waitFor(() => expect(wrapper.text()).toContain('Running since'), PATIENTLY)

    expect(wrapper.text()).not.toContain('The coordinator does not answer.')
    wrapper.unmount()
  })

  it('takes a pause back by the keyboard, but not while somebody writes', async () => {
    const client = recordedClient({ moving: false, start: START })
    const { wrapper } = await show('/devices', client)
    const paused = async () => (await client.devices({ limit: 100 })).items.filter((each) => each.duty === 'PAUSE').length
    const before = await paused()
    const row = wrapper.findAll('[role=row]').find((each) => each.text().includes('Idle'))!
    await row.find('input[type=checkbox]').trigger('click')
    await wrapper.findAll('button').find((each) => each.text() === 'Pause')!.trigger('click')
    await flushPromises()

    await wrapper.find('#device-text').trigger('keydown', { key: 'z', ctrlKey: true })
    await flushPromises()
    expect(await paused()).toBe(before + 1)
    await wrapper.find('[role=grid]').trigger('keydown', { key: 'z', ctrlKey: true })
    await flushPromises()

    expect(await paused()).toBe(before)
    wrapper.unmount()
  })

  it('has a command for what is done to many devices', async () => {
    const { wrapper } = await show('/devices')

    for (const box of wrapper.findAll('[role=gridcell] input').slice(0, 2)) await box.trigger('click')

    expect(wrapper.find('.actions').text()).toMatch(/idlegrid device pause d-\d+ d-\d+/)
    wrapper.unmount()
  })

  it('asks before it removes a device for good, and leaves its page', async () => {
    const client = recordedClient({ moving: false, start: START })
    const removed = vi.spyOn(client, 'removeDevice')
    const { wrapper, router } = await show('/devices/d-000001', client)

    await wrapper.findAll('button').find((each) => each.text() === 'Remove …')!.trigger('click')
    const dialog = await vi.waitFor(() => {
      const found = [...document.querySelectorAll('.el-dialog')].find((each) => each.textContent?.includes('cannot be taken back'))
      expect(found).toBeDefined()
      return found!
    }, PATIENTLY)
    expect(removed).not.toHaveBeenCalled()
    expect(dialog.textContent).toContain('idlegrid device rm d-000001')
    dialog.querySelector<HTMLButtonElement>('.danger')!.click()
    await vi.waitFor(() => expect(router.currentRoute.value.name).toBe('devices'), PATIENTLY)

    expect(removed).toHaveBeenCalledExactlyOnceWith('d-000001')
    expect(useGrid().devices.has('d-000001')).toBe(false)
    wrapper.unmount()
  })

  it('keeps in the selection what could not be removed, and says why', async () => {
    const client = recordedClient({ moving: false, start: START })
    const remove = client.removeDevice
    let refused = ''
    client.removeDevice = async (id) => {
      if (refused || id === undefined) return remove(id)
      refused = id
      throw new Problem({ code: 'access.not-yours', status: 403, detail: 'it is not yours' })
    }
    const { wrapper } = await show('/devices', client)
    for (const box of wrapper.findAll('[role=gridcell] input').slice(0, 2)) await box.trigger('click')

    await wrapper.findAll('.actions button').find((each) => each.text() === 'Remove …')!.trigger('click')
    const dialog = await vi.waitFor(() => {
      const found = [...document.querySelectorAll('.el-dialog')].find((each) => each.textContent?.includes('Remove 2 devices for good?'))
      expect(found).toBeDefined()
      return found!
    }, PATIENTLY)
    dialog.querySelector<HTMLButtonElement>('.danger')!.click()
    await flushPromises()

    expect(dialog.textContent).toContain('it is not yours')
    expect(useGrid().devices.has(refused)).toBe(true)
    expect(wrapper.find('.actions').text()).toContain('2 devices selected')
    wrapper.unmount()
  })

  it('looks for entries of the audit log, and has the command for it', async () => {
    const client = recordedClient({ moving: false, start: START })
    const audit = vi.spyOn(client, 'audit')
    const { wrapper } = await show('/administration/audit', client)
    const form = wrapper.find('form[role=search]')

    await form.find('input[type=search]').setValue('lin')
    await form.find('select').setValue('accounts')
    await form.findAll('input[type=datetime-local]')[0]!.setValue('2026-11-02T09:30')
    await form.trigger('submit')
    await flushPromises()

    const since = new Date('2026-11-02T09:30').toISOString()
    expect(audit).toHaveBeenLastCalledWith(expect.objectContaining({ text: 'lin', action: '/accounts', since, cursor: undefined }))
    expect(wrapper.text()).toContain(`idlegrid audit ls --text lin --action /accounts --since ${since}`)
    await form.find('input[type=search]').setValue('nobody')
    await form.trigger('submit')
    await flushPromises()
    expect(wrapper.text()).toContain('No entry is as you ask')
    wrapper.unmount()
  })

  it('finds jobs by a word, which is in the address', async () => {
    const { wrapper } = await show('/jobs?q=library')

    const names = wrapper.findAll('li.line a').map((each) => each.text())
    expect(names).toEqual(['count the words of a library'])
    expect(wrapper.text()).toContain('idlegrid job ls --text library')
    await wrapper.find('nav a[href$="/jobs"]').trigger('click')
    await vi.waitFor(() => expect(wrapper.findAll('li.line').length).toBeGreaterThan(1), PATIENTLY)
    expect((wrapper.get('#job-text').element as HTMLInputElement).value).toBe('')
    wrapper.unmount()
  })

  it('tells an owner what removed devices had earned', async () => {
    const { wrapper } = await show('/mine')

    expect(wrapper.text()).toContain('Devices that were removed')
    expect(wrapper.text()).toContain('camera-sold')
    wrapper.unmount()
  })

  it('shows the commands for what is changed about an account', async () => {
    const { wrapper } = await show('/administration')

    await wrapper.find('button[aria-label="Change: lin"]').trigger('click')
    await wrapper.find('#units-lin').setValue(8)
    await wrapper.find('#jobs-lin').setValue('')

    expect(wrapper.text()).toContain('idlegrid user quota lin --running-units 8 --submissions none')
    wrapper.unmount()
  })

  it('marks the field that the coordinator refuses, and goes there', async () => {
    const client = recordedClient({ moving: false, start: START })
    client.preview = async () => {
      throw new Problem({ code: 'job.unit', status: 400, detail: "'64 apples' is no size", pointer: '/spec/resources/memory' })
    }
    const { wrapper } = await show('/submit', client)

    await wrapper.findAll('button').find((each) => each.text() === 'Dry run')!.trigger('click')
    await flushPromises()

    const bad = wrapper.find('[aria-invalid=true]')
    expect(document.activeElement).toBe(bad.element)
    expect(document.getElementById(bad.attributes('aria-describedby')!.split(' ')[0]!)!.textContent).toContain('64 apples')
    wrapper.unmount()
  })

  it('names in the title what the page is about, in the language of the moment', async () => {
    const { wrapper } = await show('/devices/d-000001')
    const name = wrapper.find('h1').text()
    expect(document.title).toBe(`${name} · Devices · IdleGrid`)

    await speak('zh')
    await flushPromises()

    expect(document.title).toBe(`${name} · 设备 · IdleGrid`)
    await speak('en')
    wrapper.unmount()
  })

  it('says with a heading what is not there', async () => {
    const { wrapper } = await show('/jobs/j-00000000')

    expect(wrapper.find('h1').text()).toBe('j-00000000')
    expect(wrapper.find('[role=alert]').text()).toContain('there is no job')
    wrapper.unmount()
  })

  const nobody = () => recordedClient({ moving: false, start: START, signedOut: true })

  it('signs in with the token of a link and takes it out of the address', async () => {
    const { wrapper, router } = await show('/signin?token=igt_secret', nobody())

    expect(Object.values({ ...sessionStorage, ...localStorage })).not.toContain('igt_secret')
    expect(router.currentRoute.value.fullPath).toBe('/')
    wrapper.unmount()
  })

  it('leads to the sign-in and back', async () => {
    const { wrapper, router } = await show('/devices?state=idle', nobody())

    expect(router.currentRoute.value.name).toBe('signin')
    expect(router.currentRoute.value.query.next).toBe('/devices?state=idle')
    wrapper.unmount()
  })

  it('takes an invitation out of the address and asks for a password', async () => {
    const client = nobody()
    const signIn = vi.spyOn(client, 'signIn')
    const { wrapper, router } = await show('/signin?invitation=igp_secret', client)

    expect(router.currentRoute.value.fullPath).toBe('/signin')
    await wrapper.get('#new-password').setValue('seven quiet cameras')
    await wrapper.get('#same-password').setValue('seven quiet')
    expect(wrapper.get('.panel button.primary').attributes('disabled')).toBeDefined()
    await wrapper.get('#same-password').setValue('seven quiet cameras')
    await wrapper.get('.panel button.primary').trigger('click')
    await flushPromises()

    expect(signIn).toHaveBeenCalledWith({
      invitation: 'igp_secret',
      password: 'seven quiet cameras',
    })
    expect(router.currentRoute.value.name).toBe('overview')
    wrapper.unmount()
  })

  it('shows a viewer how far a job is, and nothing of what is in it', async () => {
    const viewer = recordedClient({ moving: false, start: START, rights: ['SEE_DEVICES', 'SEE_ALL_JOBS'] })

    const { wrapper } = await show('/jobs/j-0mig5c00aaaaaa/file', viewer)

    const tabs = wrapper.findAll('.tabs a').map((tab) => tab.text().replace(/\s*\d+$/, ''))
    expect(tabs).toEqual(['Why units wait', 'Units'])
    expect(wrapper.find('pre').exists()).toBe(false)
    wrapper.unmount()
  })

  it('says at once when a job may be done, from what it did before the page was there', async () => {
    const { wrapper } = await show('/jobs/j-0mig5c00aaaaaa')

    expect(wrapper.text()).toContain('if it goes on as since its first unit')
    wrapper.unmount()
  })

  it('has an address for each part of the administration, and keeps what was typed in others', async () => {
    const { wrapper, router } = await show('/administration/audit')
    const links = () => wrapper.findAll('nav.tabs a')
    const seen = () => wrapper.findAll('h2').filter((each) => each.isVisible()).map((each) => each.text())
    expect(links().map((each) => each.text())).toEqual(['Accounts', 'Joining', 'System', 'Sign-ins', 'Audit'])
    expect(links().filter((each) => each.attributes('aria-current') === 'page').map((each) => each.text())).toEqual(['Audit'])
    expect(seen()).toEqual(['Audit log'])
    expect(document.title).toContain('Audit')

    await wrapper.find('form[role=search] input[type=search]').setValue('lin')
    await links()[2]!.trigger('click')
    await vi.waitFor(() => expect(seen()).toContain('What takes the space'), PATIENTLY)
    expect(seen()).not.toContain('Audit log')
    expect(router.currentRoute.value.path).toBe('/administration/system')
    await router.push('/administration/audit')
    await flushPromises()

    expect(wrapper.get<HTMLInputElement>('form[role=search] input[type=search]').element.value).toBe('lin')
    wrapper.unmount()
  })

  it('offers those parts of the administration that one may see', async () => {
    const manager = recordedClient({ moving: false, start: START, rights: ['SEE_DEVICES', 'MANAGE_ACCOUNTS'] })

    const { wrapper } = await show('/administration/audit', manager)

    expect(wrapper.findAll('nav.tabs a').map((each) => each.text())).toEqual(['Accounts'])
    expect(wrapper.find('h2').text()).toBe('Accounts')
    expect(wrapper.text()).not.toContain('Audit log')
    wrapper.unmount()
  })

  it('shows no administration to whom it is not for', async () => {
    const viewer = recordedClient({ moving: false, start: START, rights: ['SEE_DEVICES'] })

    const { wrapper, router } = await show('/administration', viewer)

    expect(router.currentRoute.value.name).toBe('overview')
    expect(wrapper.find('a[href$="/administration"]').exists()).toBe(false)
    wrapper.unmount()
  })

  it('keeps what was typed while a session that ended is begun anew', async () => {
    const client = recordedClient({ moving: false, start: START })
    const { wrapper } = await show('/access', client)
    await wrapper.get('#token-label').setValue('half typed')

    const goesOn = useSession().expire()
    await flushPromises()
    const dialog = document.querySelector('.el-dialog')!
    expect(dialog.textContent).toContain('nothing that you typed is lost')
    const account = dialog.querySelector<HTMLInputElement>('#signin-account')!
    expect([account.value, account.readOnly]).toEqual(['ada', true])
    const password = dialog.querySelector<HTMLInputElement>('#signin-password')!
    password.value = 'seven quiet cameras'
    password.dispatchEvent(new Event('input'))
    await flushPromises()
    dialog.querySelector('form')!.dispatchEvent(new Event('submit'))
    await flushPromises()

    expect(await goesOn).toBe(true)
    expect(wrapper.get<HTMLInputElement>('#token-label').element.value).toBe('half typed')
    wrapper.unmount()
  })
})
