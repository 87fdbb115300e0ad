import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from '@/locales/en'
import zh from '@/locales/zh'
import { deedOf } from '@/state/deeds'
import { DEVICE_NEWS, DEVICE_STATES, JOB_STATES, labelKey, SERVICE_STATES, UNIT_STATES } from '@/state/looks'

function flat(tree: object, prefix = ''): Map<string, string> {
  const all = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') all.set(prefix + key, value)
    else for (const [k, v] of flat(value as object, `${prefix}${key}.`)) all.set(k, v)
  }
  return all
}

const english = flat(en)
const chinese = flat(zh)

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? sources(join(folder, entry.name))
      : /\.(vue|ts)$/.test(entry.name)
        ? [readFileSync(join(folder, entry.name), 'utf8')]
        : [],
  )
}

const slots = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

/** One word for a thing, in the portal, on the device and in the README; these were others. */
const RETIRED: [string, string][] = [
  ['任务', '单元 (unit) or 作业 (job)'],
  ['工作程序', '工作端 (worker)'],
  ['邀请码', '加入码 (join code)'],
  ['节点', '设备 (device)'],
  ['令牌码', '令牌 (token)'],
]

const changing = Object.entries(JSON.parse(readFileSync('openapi.json', 'utf8')).paths as Record<string, Record<string, { operationId: string }>>)
  .flatMap(([path, methods]) => Object.entries(methods).map(([method, { operationId }]) => ({ method: method.toUpperCase(), path, operationId })))
  .filter(({ method }) => method !== 'GET')

describe('the catalogues', () => {
  it.each([
    'src/locales/zh.ts',
    'src/locales/problems.zh.ts',
    '../worker/src/main/resources/io/idlegrid/worker/edge/owner/words.js',
    '../README.zh-CN.md',
  ])('%s keeps to the words of the glossary', (file) => {
    const text = readFileSync(file, 'utf8')

    expect(RETIRED.filter(([word]) => text.includes(word))).toEqual([])
  })

  it('say the same things', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it.each([...english])('%s has the same values in both', (key, text) => {
    expect(slots(chinese.get(key)!)).toEqual(slots(text))
  })

  it('have what the code asks for', () => {
    const asked = sources('src').flatMap((text) => [...text.matchAll(/\bt\('([\w.]+)'/g)].map((m) => m[1]!))

    expect(asked.length).toBeGreaterThan(150)
    expect(asked.filter((key) => !english.has(key))).toEqual([])
  })

  it('name every state', () => {
    const wanted = [
      ...DEVICE_STATES.map((state) => `state.device.${state}`),
      ...DEVICE_NEWS.map((state) => `state.news.${labelKey(state)}`),
      ...JOB_STATES.map((state) => `state.job.${state}`),
      ...UNIT_STATES.map((state) => `state.unit.${labelKey(state)}`),
      ...SERVICE_STATES.map((state) => `state.service.${labelKey(state)}`),
    ]

    expect(wanted.filter((key) => !english.has(key))).toEqual([])
  })

  it.each(changing)('tell what an entry of the audit log asked for: $method $path', ({ method, path, operationId }) => {
    expect(deedOf(`${method} ${path}`)).toBe(operationId)
    expect(english.has(`audit.deed.${operationId}`)).toBe(true)
  })

  it('are the only place of words: templates hold none', () => {
    const templates = sources('src/views')
      .concat(sources('src/components'))
      .map((text) => text.match(/<template>([\s\S]*)<\/template>/)?.[1] ?? '')
    const words = templates.flatMap((template) =>
      [...template.replace(/\{\{[\s\S]*?\}\}/g, '').matchAll(/>([^<>]*)</g)]
        .map((match) => match[1]!.trim())
        .filter((text) => /[A-Za-z]{3}/.test(text)),
    )

    // Names that no language translates.
    expect(words.filter((word) => !['IdleGrid', 'Java'].includes(word))).toEqual([])
  })
})
