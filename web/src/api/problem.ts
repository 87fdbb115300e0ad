import type { ProblemDocument } from './wire'

/** What went wrong, as the coordinator or the network says it. */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly hint: string | undefined
  readonly pointer: string | undefined
  readonly retry: boolean
  /** What the words hold, by name. */
  readonly values: Readonly<Record<string, string>>

  constructor(parts: {
    code: string
    status: number
    detail: string
    hint?: string | undefined
    pointer?: string | undefined
    retry?: boolean
    values?: Record<string, string> | undefined
  }) {
    super(parts.detail)
    this.name = 'Problem'
    this.code = parts.code
    this.status = parts.status
    this.hint = parts.hint
    this.pointer = parts.pointer
    this.retry = parts.retry ?? false
    this.values = parts.values ?? {}
  }

  /** Nothing answered. */
  static unreachable(cause: unknown): Problem {
    return new Problem({
      code: UNREACHABLE,
      status: 0,
      detail: cause instanceof Error ? cause.message : String(cause),
      retry: true,
    })
  }

  static of(error: unknown): Problem {
    if (error instanceof Problem) return error
    return new Problem({
      code: 'portal.broken',
      status: 0,
      detail: error instanceof Error ? error.message : String(error),
    })
  }
}

/** The coordinator did not answer. */
export const UNREACHABLE = 'portal.unreachable'

/** Whether somebody went away on purpose. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError'
}

/** Reads the problem document of an answer that is not a success. */
export async function problemOf(answer: Response): Promise<Problem> {
  const text = await answer.text()
  const document = parse(text)
  return new Problem({
    code: document?.code ?? `http.${answer.status}`,
    status: answer.status,
    detail: document?.detail ?? (text.slice(0, 300) || answer.statusText),
    hint: document?.hint,
    pointer: document?.pointer,
    retry: document?.retry ?? answer.status >= 500,
    values: document?.values as Record<string, string> | undefined,
  })
}

function parse(text: string): ProblemDocument | undefined {
  try {
    return JSON.parse(text) as ProblemDocument
  } catch {
    // A proxy in between answers in its own words; they are shown as they are.
    return undefined
  }
}
