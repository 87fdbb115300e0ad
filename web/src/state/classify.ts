import { computed, onScopeDispose, reactive, ref } from 'vue'
import { useClient } from '@/api/client'
import { isAbort, Problem } from '@/api/problem'
import type { Job, JobFile } from '@/api/wire'
import { isOver } from './looks'
import { hashInWorker } from './submit/hasher'
import { uploadDataset } from './submit/upload'

export type Model = NonNullable<JobFile['spec']['inference']>

/** A model that an earlier job of this account used. */
export interface KnownModel {
  label: string
  model: Model
}

export interface Picture {
  name: string
  file: Blob
  url: string
}

/** A thing in a picture; left, top, width and height are shares of the picture. */
export interface Box {
  class: string
  score: number
  box: [number, number, number, number]
}

/** What a model says of a picture: its class, or the things in it. */
export interface Verdict {
  class?: string
  score?: number
  boxes?: Box[]
}

export type ClassifyPhase = 'idle' | 'sending' | 'waiting' | 'running' | 'fetching' | 'done' | 'broken'

/** Pictures that one unit gets: a few hundred milliseconds of work each are worth sharing out. */
const PER_UNIT = 25
/** Above ordinary jobs: somebody waits before the screen. */
const PRIORITY = 10
const PAGE = 1_000

/** The job file of a classification; JSON is YAML too. */
export function classifyJob(model: Model, source: string, pictures: number): string {
  const file: JobFile = {
    apiVersion: 'idlegrid/v1',
    kind: 'Job',
    metadata: { name: 'classify' },
    spec: {
      type: 'inference',
      inference: model,
      data: { source, split: { by: 'file', files: Math.min(PER_UNIT, pictures) } },
      resources: { cpu: 0.5, memory: '256MiB', disk: '256MiB', runtime: '10s', timeLimit: '5m' },
      policy: { priority: PRIORITY, retries: 2 },
      results: { merge: 'concat' },
    },
  }
  return JSON.stringify(file, null, 2)
}

/** Lines of JSON as the inference program writes them, by the name of the picture. */
export function readVerdicts(text: string): Map<string, Verdict> {
  const verdicts = new Map<string, Verdict>()
  for (const line of text.split('\n').filter(Boolean)) {
    const { file, ...verdict } = JSON.parse(line) as Verdict & { file: string }
    verdicts.set(file, verdict)
  }
  return verdicts
}

/** Models of this account's earlier inference jobs, the newest first, each once. */
export function useModels() {
  const client = useClient()
  const models = ref<KnownModel[]>([])
  const problem = ref<Problem>()
  const isLoading = ref(true)

  async function load(): Promise<void> {
    isLoading.value = true
    try {
      const listed = (await client.jobs({ limit: PAGE })).items.filter((job) => job.type === 'inference').slice(0, 20)
      const found = new Map<string, KnownModel>()
      for (const { id } of listed) {
        const job = await client.job(id)
        const model = job.file?.spec.inference
        if (model && !found.has(JSON.stringify(model))) found.set(JSON.stringify(model), { label: labelOf(job, model), model })
      }
      models.value = [...found.values()]
      problem.value = undefined
    } catch (error) {
      problem.value = Problem.of(error)
    } finally {
      isLoading.value = false
    }
  }

  void load()
  return { models, problem, isLoading }
}

function labelOf(job: Job, model: Model): string {
  const name = model.model.startsWith('artifact:') ? model.model.slice('artifact:'.length) : job.name
  return `${name}: ${model.labels.slice(0, 4).join(', ')}${model.labels.length > 4 ? ', …' : ''}`
}

/** Sends pictures through a model, and tells how long each step took. */
export function useClassify() {
  const client = useClient()
  const run = reactive({
    phase: 'idle' as ClassifyPhase,
    job: '',
    device: '',
    seconds: {} as Partial<Record<'sending' | 'waiting' | 'running' | 'fetching', number>>,
    verdicts: new Map<string, Verdict>(),
    /** Names of pictures by the device that looked at them. */
    devices: new Map<string, string>(),
    problem: undefined as Problem | undefined,
  })
  let abort = new AbortController()
  const isBusy = computed(() => !['idle', 'done', 'broken'].includes(run.phase))

  async function classify(model: Model, pictures: readonly Picture[]): Promise<void> {
    abort.abort()
    abort = new AbortController()
    const { signal } = abort
    Object.assign(run, { phase: 'sending', job: '', device: '', seconds: {}, verdicts: new Map(), devices: new Map(), problem: undefined })
    let since = performance.now()
    const enter = (phase: ClassifyPhase) => {
      const now = performance.now()
      if (run.phase in { sending: 1, waiting: 1, running: 1, fetching: 1 }) {
        run.seconds[run.phase as 'sending'] = (now - since) / 1000
      }
      since = now
      run.phase = phase
    }
    try {
      const source = await send(pictures, signal)
      const receipt = await client.submit(classifyJob(model, `sha256:${source}`, pictures.length), newKey())
      run.job = receipt.id
      enter('waiting')
      const end = await follow(receipt.id, signal, () => run.phase === 'waiting' && enter('running'))
      if (end.state !== 'SUCCEEDED') {
        throw new Problem({ code: 'portal.classify', status: 0, detail: end.reason || end.state })
      }
      enter('fetching')
      await fetchVerdicts(receipt.id)
      enter('done')
    } catch (error) {
      if (signal.aborted || isAbort(error)) return
      run.problem = Problem.of(error)
      run.phase = 'broken'
    }
  }

  function send(pictures: readonly Picture[], signal: AbortSignal): Promise<string> {
    return uploadDataset(
      pictures.map(({ name, file }) => ({ path: name, file })),
      {
        client,
        hash: hashInWorker,
        signal,
        report: () => {},
        wait: (span) => new Promise((resolve) => setTimeout(resolve, span)),
      },
    )
  }

  async function follow(id: string, signal: AbortSignal, runs: () => void): Promise<Job> {
    for await (const event of client.jobEvents(id, signal)) {
      if (event.event !== 'progress') continue
      const job = JSON.parse(event.data) as Job
      if (job.units.running > 0 || job.units.done > 0) runs()
      if (isOver(job.state)) return job
    }
    return client.job(id)
  }

  async function fetchVerdicts(id: string): Promise<void> {
    const units = new Map<number, string[]>()
    let cursor: string | undefined
    do {
      const page = await client.results(id, { limit: PAGE, cursor })
      for (const item of page.items) {
        const bytes = await client.resultStart(id, item.unit, item.path, Math.max(1, item.size))
        const verdicts = readVerdicts(new TextDecoder().decode(bytes))
        for (const [file, verdict] of verdicts) run.verdicts.set(file, verdict)
        units.set(item.unit, [...verdicts.keys()])
      }
      cursor = page.next
    } while (cursor)
    let slowest = 0
    for (const [index, files] of units) {
      const unit = await client.unit(id, index)
      slowest = Math.max(slowest, unit.activeSeconds ?? 0)
      run.device ||= unit.device ?? ''
      for (const file of files) if (unit.device) run.devices.set(file, unit.device)
    }
    // What the device itself counted is truer than what this page saw of it.
    if (slowest > 0 && units.size === 1) run.seconds.running = slowest
  }

  function stop(): void {
    abort.abort()
    run.phase = 'idle'
  }

  onScopeDispose(() => abort.abort())
  return { run, isBusy, classify, stop }
}

function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('')
}
