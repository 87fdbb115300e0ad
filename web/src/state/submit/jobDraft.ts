import { computed, ref, shallowRef, watch, type WritableComputedRef } from 'vue'
import { Document, isMap, parseDocument } from 'yaml'
import { DRAFT } from './kept'

export const EMPTY_JOB = `apiVersion: idlegrid/v1
kind: Job
metadata:
  name: my-job
spec:
  run:
    command: [sh, -c, "echo unit {{index}} > {{output}}"]
  data:
    split: { by: range, from: 0, to: 10 }
  resources: { cpu: 1, memory: 256MiB, runtime: 1m, timeLimit: 10m }
  results: { merge: concat }
`

type Scalar = string | number | boolean
export type FieldValue = Scalar | string[] | Record<string, unknown> | undefined

export interface JobDraft {
  text: WritableComputedRef<string>
  /** What YAML says against the text. */
  syntaxError: { value: string | undefined }
  get(path: string): unknown
  set(path: string, value: FieldValue): void
  replace(text: string): void
}

/**
 * The job file being written. Its text is the only truth: the form reads and writes places in it,
 * so that comments and keys which the form does not know survive. Kept over reloads and sign-ins.
 */
export function useJobDraft(storage: Storage = sessionStorage): JobDraft {
  const source = ref(storage.getItem(DRAFT) ?? EMPTY_JOB)
  const document = shallowRef(parseDocument(source.value))

  watch(source, (text) => storage.setItem(DRAFT, text), { flush: 'sync' })

  const text = computed({
    get: () => source.value,
    set(value: string) {
      source.value = value
      document.value = parseDocument(value)
    },
  })

  const syntaxError = computed(() => document.value.errors[0]?.message)

  function get(path: string): unknown {
    if (document.value.errors.length > 0) return undefined
    return plain(document.value.getIn(path.split('.')))
  }

  function set(path: string, value: FieldValue): void {
    const keys = path.split('.')
    const next = new Document(undefined, { version: '1.2' })
    next.contents = parseDocument(source.value).contents
    if (!isMap(next.contents)) next.contents = next.createNode({}) as typeof next.contents
    if (value === undefined || value === '') next.deleteIn(keys)
    else {
      clearScalars(next, keys)
      next.setIn(keys, typeof value === 'object' ? next.createNode(value) : value)
    }
    text.value = next.toString({ lineWidth: 100, flowCollectionPadding: false })
  }

  return { text, syntaxError, get, set, replace: (value) => (text.value = value) }
}

/** A scalar where a map is wanted would make setIn fail. */
function clearScalars(document: Document, keys: string[]): void {
  for (let depth = 1; depth < keys.length; depth++) {
    const above = keys.slice(0, depth)
    const node: unknown = document.getIn(above)
    if (node !== undefined && !isMap(node)) document.deleteIn(above)
  }
}

function plain(node: unknown): unknown {
  return node !== null && typeof node === 'object' && 'toJSON' in node
    ? (node as { toJSON(): unknown }).toJSON()
    : node
}
