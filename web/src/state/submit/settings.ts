import schema from '../../../../sdk/protocol/src/main/resources/io/idlegrid/protocol/job/job.schema.json'

/** A setting of the job file that holds one value. */
export interface Setting {
  path: string
  /** Its last key, which names its words in the catalogues. */
  key: string
  kind: 'text' | 'number' | 'switch' | 'choice'
  /** What stands for it where the file says nothing, or how one may look. */
  usual: string
  choices: string[]
}

interface Rule {
  type?: unknown
  enum?: unknown[]
  default?: unknown
  examples?: unknown[]
  properties?: Record<string, Rule>
}

const KINDS: Record<string, Setting['kind']> = {
  string: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'switch',
}

/** Every setting of one value below a place of the schema, in its order. */
function* settingsIn(rule: Rule, path: string): Generator<Setting> {
  for (const [key, below] of Object.entries(rule.properties ?? {})) {
    const here = path === '' ? key : `${path}.${key}`
    const kind = below.enum ? 'choice' : KINDS[String(below.type)]
    if (kind) {
      const usual = String(below.default ?? below.examples?.[0] ?? '')
      yield { path: here, key, kind, usual, choices: (below.enum ?? []).map(String) }
    }
    yield* settingsIn(below, here)
  }
}

export const SETTINGS: readonly Setting[] = [...settingsIn(schema as Rule, '')]

/** Places of the schema, each with the part of the form that shows all of its settings. */
const PARTS = {
  program: ['metadata', 'spec.run'],
  needs: ['spec.resources'],
  policy: ['spec.policy'],
  results: ['spec.results'],
} as const

/** The settings of a part of the form: what the schema has there, so that nothing new is forgotten. */
export function settingsOf(part: keyof typeof PARTS): Setting[] {
  return PARTS[part].flatMap((place) =>
    SETTINGS.filter((setting) => setting.path === `${place}.${setting.key}`),
  )
}

/** Settings that the form asks for in a way of their own, or that are not for a form. */
export const ASKED_OTHERWISE: Record<string, string> = {
  'spec.type': 'the classification page submits inference; all else is a batch',
  'spec.inference': 'the classification page asks for it',
  'spec.code': 'a dropped folder, or one from before',
  'spec.data.source': 'dropped files, or some from before',
  'spec.data.glob': 'names files beside a job file on disk',
  'spec.data.split': 'each way to split asks for its own numbers',
  'spec.where': 'has a line of its own',
}
