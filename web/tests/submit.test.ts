import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { provideClient } from '@/api/client'
import { recordedClient } from '@/api/recorded'
import { Problem } from '@/api/problem'
import JobForm from '@/components/submit/JobForm.vue'
import { i18n } from '@/i18n'
import { joinCommand, splitCommand } from '@/state/submit/command'
import { withoutCommonFolder } from '@/state/submit/folder'
import { EMPTY_JOB, useJobDraft } from '@/state/submit/jobDraft'
import { ASKED_OTHERWISE, SETTINGS } from '@/state/submit/settings'
import { PackingError, packTar } from '@/state/submit/tar'
import { uploadBlob, uploadDataset, type UploadProgress } from '@/state/submit/upload'
import { pruned } from '@/state/submit/clone'

/** jsdom's Blob cannot tell its bytes; Node's can, and is what a browser has. */
class Bytes {
  constructor(private readonly bytes: Uint8Array) {}
  get size() {
    return this.bytes.length
  }
  slice(from: number, to: number) {
    return new Bytes(this.bytes.slice(from, to)) as unknown as Blob
  }
  async arrayBuffer() {
    return this.bytes.slice().buffer
  }
}
const blob = (text: string) => new Bytes(new TextEncoder().encode(text)) as unknown as Blob

describe('a command line', () => {
  it.each([
    ['sh count.sh {{input}}', ['sh', 'count.sh', '{{input}}']],
    [`sh -c 'a b "c"'`, ['sh', '-c', 'a b "c"']],
    [`say "it \\"is\\"" it\\ is ''`, ['say', 'it "is"', 'it is', '']],
    ['  ', []],
  ])('%s is split as a shell would', (line, words) => {
    expect(splitCommand(line)).toEqual(words)
  })

  it('comes back from its words', () => {
    const words = ['sh', '-c', `echo "it's" $HOME > {{output}}/x`, '', '*.txt']

    expect(splitCommand(joinCommand(words))).toEqual(words)
  })
})

describe('the job draft', () => {
  const storage = () => {
    const kept = new Map<string, string>()
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    } as unknown as Storage
  }

  it('writes a field into its place and keeps comments and unknown keys', () => {
    const draft = useJobDraft(storage())
    draft.replace('# mine\napiVersion: idlegrid/v1\nspec:\n  strange: 1 # keep\n')

    draft.set('spec.resources.cpu', 2)

    expect(draft.text.value).toContain('# mine')
    expect(draft.text.value).toContain('strange: 1 # keep')
    expect(parse(draft.text.value).spec.resources).toEqual({ cpu: 2 })
  })

  it('takes a key out that is emptied', () => {
    const draft = useJobDraft(storage())
    draft.set('spec.where', 'device.arch == "arm64"')

    draft.set('spec.where', '')

    expect(parse(draft.text.value).spec).not.toHaveProperty('where')
  })

  it('survives a scalar where a map should be', () => {
    const draft = useJobDraft(storage())
    draft.replace('spec: nothing\n')

    draft.set('spec.run.command', ['sh', 'a b'])

    expect(parse(draft.text.value)).toEqual({ spec: { run: { command: ['sh', 'a b'] } } })
  })

  it('tells what YAML says against the text, and loses nothing over a reload', () => {
    const kept = storage()
    const draft = useJobDraft(kept)
    draft.text.value = 'spec: [1,'

    expect(draft.syntaxError.value).toBeTruthy()
    expect(useJobDraft(kept).text.value).toBe('spec: [1,')
  })

  it('starts from a job that is complete', () => {
    expect(parse(EMPTY_JOB)).toMatchObject({ apiVersion: 'idlegrid/v1', kind: 'Job' })
  })

  it('clones without what is empty', () => {
    expect(pruned({ a: null, b: { c: undefined }, d: [], e: 0, f: '' })).toEqual({ e: 0, f: '' })
  })
})

describe('the form', () => {
  const storage = () => ({ getItem: () => EMPTY_JOB, setItem: () => undefined }) as unknown as Storage

  async function form() {
    const draft = useJobDraft(storage())
    const wrapper = mount(JobForm, {
      props: { draft },
      global: { plugins: [{ install: (app) => provideClient(app, recordedClient({ moving: false })) }, createPinia(), i18n] },
    })
    await flushPromises()
    const labelled = (label: string) => {
      const found = wrapper.findAll('label').find((each) => each.text() === label)
      if (!found) throw new Error(`no field is called ${label}`)
      const id = found.attributes('for')
      return wrapper.get(`[id="${id}"]`)
    }
    return { draft, wrapper, labelled, spec: () => parse(draft.text.value).spec }
  }

  it('has a field for every setting of the schema, or another way to it', async () => {
    const { labelled } = await form()
    const elsewhere = Object.keys(ASKED_OTHERWISE)
    const isElsewhere = (path: string) => elsewhere.some((each) => path === each || path.startsWith(`${each}.`))
    const inForm = SETTINGS.filter((setting) => !isElsewhere(setting.path))

    expect(inForm.length).toBeGreaterThan(15)
    for (const setting of inForm) expect(labelled(i18n.global.t(`form.${setting.key}`)).element.tagName).toMatch(/INPUT|SELECT/)
    expect(elsewhere.filter((each) => !SETTINGS.some(({ path }) => path === each || path.startsWith(`${each}.`)))).toEqual([])
  })

  it('writes what is ticked, and takes it out again', async () => {
    const { labelled, spec } = await form()

    await labelled('Keeps checkpoints').setValue(true)
    expect(spec().run.checkpoints).toBe(true)

    await labelled('Keeps checkpoints').setValue(false)
    expect(spec().run).not.toHaveProperty('checkpoints')
  })

  it('writes numbers as numbers, what is no number as it is, and nothing for what is usual', async () => {
    const { labelled, spec } = await form()

    await labelled('Java version').setValue('17')
    await labelled('Retries').setValue('a few')
    await labelled('Placement').setValue('spread')
    expect(spec()).toMatchObject({ run: { java: 17 }, policy: { retries: 'a few', placement: 'spread' } })

    await labelled('Placement').setValue('window')
    expect(spec().policy).not.toHaveProperty('placement')
  })

  it('asks for a merge program where one merges, and forgets it where none does', async () => {
    const { labelled, spec } = await form()
    expect(() => labelled('Merge program')).toThrow()

    await labelled('Put together as').setValue('program')
    await labelled('Merge program').setValue('sh merge.sh {{input}} {{output}}')
    expect(spec().results).toEqual({ merge: 'program', program: ['sh', 'merge.sh', '{{input}}', '{{output}}'] })

    await labelled('Put together as').setValue('zip')
    expect(spec().results).toEqual({ merge: 'zip' })
  })

  it('takes words by name, a line each', async () => {
    const { labelled, spec } = await form()

    await labelled('Environment').setValue('LEVEL = 3\n\nMODE=a = b\n')
    expect(spec().run.env).toEqual({ LEVEL: '3', MODE: 'a = b' })

    await labelled('Environment').setValue('')
    expect(spec().run).not.toHaveProperty('env')
  })
})

describe('a packed folder', () => {
  let folder = ''
  afterEach(() => {
    if (folder) rmSync(folder, { recursive: true })
    folder = ''
  })

  it('is what tar unpacks, scripts executable', async () => {
    const parts: Uint8Array[] = []
    const original = globalThis.Blob
    globalThis.Blob = class {
      constructor(given: (Uint8Array | Bytes)[]) {
        for (const part of given) parts.push(part instanceof Bytes ? part['bytes'] : part)
      }
    } as unknown as typeof Blob
    try {
      await packTar([
        { path: 'lib/words.txt', file: blob('a\nb\n') },
        { path: 'count.sh', file: blob('#!/bin/sh\nwc -w\n') },
        { path: `${'deep/'.repeat(22)}leaf.txt`, file: blob('leaf') },
      ])
    } finally {
      globalThis.Blob = original
    }
    folder = mkdtempSync(join(tmpdir(), 'portal-'))
    writeFileSync(join(folder, 'code.tar'), Buffer.concat(parts))

    const listing = execFileSync('tar', ['-tvf', 'code.tar'], { cwd: folder, encoding: 'utf8' })
    execFileSync('tar', ['-xf', 'code.tar'], { cwd: folder })

    expect(listing).toMatch(/^-rwxr-xr-x .* count\.sh$/m)
    expect(listing).toMatch(/^-rw-r--r-- .* lib\/words\.txt$/m)
    expect(readFileSync(join(folder, 'lib/words.txt'), 'utf8')).toBe('a\nb\n')
    expect(readFileSync(join(folder, `${'deep/'.repeat(22)}leaf.txt`), 'utf8')).toBe('leaf')
  })

  it('refuses a path that no archive holds', async () => {
    await expect(packTar([{ path: 'x'.repeat(200), file: blob('') }])).rejects.toThrow(PackingError)
  })

  it('stands for its contents', () => {
    const files = [
      { path: 'src/a.sh', file: blob('') },
      { path: 'src/lib/b.sh', file: blob('') },
    ]

    expect(withoutCommonFolder(files).map((each) => each.path)).toEqual(['a.sh', 'lib/b.sh'])
    expect(withoutCommonFolder([...files, { path: 'c', file: blob('') }]).map((each) => each.path)).toEqual([
      'src/a.sh',
      'src/lib/b.sh',
      'c',
    ])
  })
})

describe('an upload', () => {
  const hash = async (file: Blob) =>
    createHash('sha256').update(new Uint8Array(await file.arrayBuffer())).digest('hex')
  const parts = (client = recordedClient({ moving: false })) => {
    const reports: UploadProgress[] = []
    return {
      client,
      hash,
      signal: new AbortController().signal,
      report: (progress: UploadProgress) => reports.push(progress),
      wait: async () => {},
      reports,
    }
  }

  it('goes on where it broke', async () => {
    const given = parts()
    const pieces: [number, number][] = []
    const put = given.client.putPiece
    let breaks = 1
    given.client.putPiece = async (sha256, piece, offset, total, signal) => {
      pieces.push([offset, piece.size])
      const state = await put(sha256, piece, offset, total, signal)
      // The piece arrived, its answer did not.
      if (breaks-- > 0) throw Problem.unreachable(new Error('connection reset'))
      return state
    }

    await uploadBlob(new Bytes(new Uint8Array(20 << 20)) as unknown as Blob, given)

    expect(pieces.map(([offset]) => offset)).toEqual([0, 8 << 20, 16 << 20])
    expect(given.reports.at(-1)?.phase).toBe('done')
  })

  it('sends nothing that is there already', async () => {
    const given = parts()
    await uploadBlob(blob('same'), given)
    let sent = 0
    given.client.putPiece = async () => {
      sent++
      throw new Error('not needed')
    }

    await uploadBlob(blob('same'), given)

    expect(sent).toBe(0)
  })

  it('gives up on a refusal at once', async () => {
    const given = parts()
    let tries = 0
    given.client.putPiece = async () => {
      tries++
      throw new Problem({ code: 'blob.too-large', status: 413, detail: 'too large' })
    }

    await expect(uploadBlob(blob('x'), given)).rejects.toThrow('too large')
    expect(tries).toBe(1)
  })

  it('writes the list of a data set in order of names', async () => {
    const given = parts()
    const sent: string[] = []
    const put = given.client.putPiece
    given.client.putPiece = async (sha256, piece, ...rest) => {
      if (piece instanceof Bytes) sent.push(new TextDecoder().decode(piece['bytes']))
      return put(sha256, piece, ...rest)
    }
    const original = globalThis.Blob
    globalThis.Blob = class {
      constructor([text]: [string]) {
        return blob(text) as unknown as object
      }
    } as unknown as typeof Blob
    try {
      await uploadDataset(
        [
          { path: 'b.txt', file: blob('two') },
          { path: 'a.txt', file: blob('one') },
        ],
        given,
      )
    } finally {
      globalThis.Blob = original
    }

    const list = JSON.parse(sent.at(-1)!)
    expect(sent.at(-1)).toMatch(/^\{"version":1,"files":\[/)
    expect(list.files.map((each: { name: string }) => each.name)).toEqual(['a.txt', 'b.txt'])
    expect(list.files[0].sha256).toBe(createHash('sha256').update('one').digest('hex'))
  })
})
