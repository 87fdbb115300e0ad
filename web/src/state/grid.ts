import { defineStore } from 'pinia'
import { computed, ref, shallowRef, triggerRef } from 'vue'
import { useClient } from '@/api/client'
import { readGridMessage } from '@/api/gridEvents'
import { Problem } from '@/api/problem'
import type { Device, Duty, GridSystem, Happening, Job, Overview } from '@/api/wire'
import { DEVICE_STATES } from './looks'
import { keepFeed, type Feed } from './feed'
import { LatestLoad } from './latestLoad'
import { Meter } from './meter'

const PAGE = 1_000
const RECENT_JOBS = 50
/** More changed devices than this are read as a list, not one by one. */
const ONE_BY_ONE = 20
const GATHER = 400
const LIST_EVERY = 4_000

/** The grid as it is now: kept current by one stream for the whole portal. */
export const useGrid = defineStore('grid', () => {
  const client = useClient()
  const system = ref<GridSystem>()
  const overview = shallowRef<Overview>()
  const devices = shallowRef(new Map<string, Device>())
  const jobs = shallowRef(new Map<string, Job>())
  /** Jobs and devices that went while this page was open. */
  const gone = ref(new Set<string>())
  const hasDevices = ref(false)
  const hasJobs = ref(false)
  const problem = ref<Problem>()
  const updatedAt = ref<number>()
  const feed = shallowRef<Feed>()
  const meter = new Meter()
  const loads = new LatestLoad()
  const rate = ref<number>()

  const changedDevices = new Set<string>()
  const changedJobs = new Set<string>()
  let gathering: ReturnType<typeof setTimeout> | undefined
  let listedAt = 0
  let isListStale = false
  let areJobsStale = false
  let waiting: ReturnType<typeof setTimeout> | undefined

  const deviceList = computed(() => [...devices.value.values()])
  const recentJobs = computed(() =>
    [...jobs.value.values()].sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, RECENT_JOBS),
  )
  const happenings = computed<Happening[]>(() => overview.value?.recent ?? [])

  /** Devices by state. */
  const counts = computed<Record<string, number>>(() => {
    const result: Record<string, number> = {}
    for (const state of DEVICE_STATES) result[state] = 0
    for (const device of devices.value.values()) {
      result[device.state] = (result[device.state] ?? 0) + 1
    }
    return result
  })

  /** Units of jobs that are not over. */
  const units = computed(() => {
    if (overview.value) return overview.value.units
    const sum = { waiting: 0, running: 0, done: 0, failed: 0 }
    for (const job of jobs.value.values()) {
      if (!['RUNNING', 'MERGING', 'ASSEMBLING'].includes(job.state)) continue
      sum.waiting += job.units.waiting
      sum.running += job.units.running
      sum.done += job.units.done
      sum.failed += job.units.failed
    }
    return sum
  })

  async function readSystem(): Promise<void> {
    system.value = await client.system()
  }

  async function readDevices(): Promise<void> {
    listedAt = Date.now()
    const read = new Map<string, Device>()
    let cursor: string | undefined
    do {
      const page = await client.devices({ cursor, limit: PAGE })
      for (const device of page.items) read.set(device.id, loads.filled(device))
      cursor = page.next
    } while (cursor)
    devices.value = read
    hasDevices.value = true
  }

  async function readJobs(): Promise<void> {
    const page = await client.jobs({ limit: RECENT_JOBS })
    for (const job of page.items) jobs.value.set(job.id, job)
    triggerRef(jobs)
    hasJobs.value = true
    measure()
  }

  async function readAll(): Promise<void> {
    try {
      await Promise.all([readSystem(), readDevices(), readJobs()])
      problem.value = undefined
      updatedAt.value = Date.now()
    } catch (error) {
      problem.value = Problem.of(error)
      throw error
    }
  }

  /** Finished work per minute, from two moments that this page saw. */
  function measure(): void {
    let done = overview.value?.harvest.outputs
    if (done === undefined) {
      done = 0
      for (const job of jobs.value.values()) done += job.units.done
    }
    rate.value = meter.add(Date.now(), done)
  }

  function putDevice(device: Device): void {
    devices.value.set(device.id, loads.filled(device))
    triggerRef(devices)
  }

  function putJob(job: Job): void {
    jobs.value.set(job.id, job)
    triggerRef(jobs)
  }

  function dropJob(id: string): void {
    jobs.value.delete(id)
    gone.value.add(id)
    triggerRef(jobs)
  }

  function dropDevice(id: string): void {
    devices.value.delete(id)
    gone.value.add(id)
    triggerRef(devices)
  }

  /** Many changes within a moment become one reading. */
  function gather(): void {
    gathering ??= setTimeout(() => {
      gathering = undefined
      void catchUp()
    }, GATHER)
  }

  async function catchUp(): Promise<void> {
    try {
      await Promise.all([catchUpJobs(), catchUpDevices()])
      measure()
    } catch (error) {
      // The next change or the next connection reads it again.
      problem.value = Problem.of(error)
    }
  }

  async function catchUpJobs(): Promise<void> {
    const wanted = [...changedJobs]
    changedJobs.clear()
    if (areJobsStale || wanted.length > ONE_BY_ONE) {
      areJobsStale = false
      await readJobs()
    } else {
      await Promise.all(wanted.map(readJob))
    }
  }

  /** Somebody may have deleted it. */
  async function readJob(id: string): Promise<void> {
    try {
      putJob(await client.job(id))
    } catch (error) {
      if (Problem.of(error).code !== 'job.unknown') throw error
      dropJob(id)
    }
  }

  /** Somebody may have removed it. */
  async function readDevice(id: string): Promise<void> {
    try {
      putDevice(await client.device(id))
    } catch (error) {
      if (Problem.of(error).code !== 'device.unknown') throw error
      dropDevice(id)
    }
  }

  async function catchUpDevices(): Promise<void> {
    const wanted = [...changedDevices]
    if (!isListStale && wanted.length <= ONE_BY_ONE) {
      changedDevices.clear()
      await Promise.all(wanted.map(readDevice))
    } else if (Date.now() - listedAt >= LIST_EVERY) {
      changedDevices.clear()
      isListStale = false
      await readDevices()
    } else {
      waiting ??= setTimeout(() => {
        waiting = undefined
        gather()
      }, LIST_EVERY)
    }
  }

  function take(event: { event: string; data: string }): void {
    const message = readGridMessage(event)
    updatedAt.value = Date.now()
    switch (message.kind) {
      case 'overview':
        overview.value = message.overview
        measure()
        break
      case 'devices':
        if (message.changed.more) isListStale = true
        for (const id of message.changed.ids) changedDevices.add(id)
        gather()
        break
      case 'jobs':
        if (message.changed.more) areJobsStale = true
        for (const id of message.changed.ids) changedJobs.add(id)
        gather()
        break
      case 'other':
        break
    }
  }

  function start(): void {
    if (feed.value) return
    readAll().catch(() => {
      // Kept in `problem`; the feed tries again.
    })
    feed.value = keepFeed({
      open: (signal) => client.gridEvents(signal),
      take,
      opened: () => {
        readAll().catch(() => {
          // Kept in `problem`; the stream will tell of the next change.
        })
      },
      poll: readAll,
    })
  }

  function stop(): void {
    feed.value?.stop()
    feed.value = undefined
    clearTimeout(gathering)
    clearTimeout(waiting)
    gathering = undefined
    waiting = undefined
    overview.value = undefined
    system.value = undefined
    devices.value = new Map()
    jobs.value = new Map()
    hasDevices.value = false
    hasJobs.value = false
  }

  /** Tells devices what to do; answers what each was told before, for an undo. */
  async function setDuty(
    ids: readonly string[],
    duty: Duty | ReadonlyMap<string, Duty>,
  ): Promise<{ before: Map<string, Duty>; failures: { id: string; problem: Problem }[] }> {
    const before = new Map<string, Duty>()
    const failures: { id: string; problem: Problem }[] = []
    const queue = [...ids]
    const work = async () => {
      for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
        const wanted = typeof duty === 'string' ? duty : duty.get(id)
        const known = devices.value.get(id)
        if (!wanted) continue
        try {
          putDevice(await client.changeDevice(id, { duty: wanted }))
          before.set(id, (known?.duty as Duty | undefined) ?? 'LEND')
        } catch (error) {
          failures.push({ id, problem: Problem.of(error) })
        }
      }
    }
    await Promise.all(Array.from({ length: 6 }, work))
    return { before, failures }
  }

  return {
    system,
    overview,
    devices,
    jobs,
    deviceList,
    recentJobs,
    happenings,
    counts,
    units,
    rate,
    problem,
    updatedAt,
    feed,
    hasDevices,
    hasJobs,
    start,
    stop,
    readAll,
    putDevice,
    putJob,
    dropJob,
    dropDevice,
    gone,
    setDuty,
  }
})
