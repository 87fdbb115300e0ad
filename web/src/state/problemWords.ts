import { useI18n } from 'vue-i18n'
import { UNREACHABLE, type Problem } from '@/api/problem'
import { problemsIn, type Language } from '@/i18n'
import { useFormat } from '@/state/format'

/** A problem as it is told. */
export interface ProblemWords {
  what: string
  hint: string | undefined
  /** What the coordinator said, where that is another language than the reader's. */
  original: string | undefined
}

/** A value in a sentence: `{name}`, or `{name|kind}` where it is to be written as a kind of number. */
export const PLACE = /\{(\w+)(?:\|(bytes|seconds|count|state|right))?\}/g

/** Codes that this portal does not know are told in the coordinator's own words. */
export function useProblemWords() {
  const { t, te, locale } = useI18n()
  const format = useFormat()

  function written(value: string, kind: string | undefined): string {
    switch (kind) {
      case 'bytes':
        return format.bytes(Number(value))
      case 'seconds':
        return format.duration(Number(value))
      case 'count':
        return format.count(Number(value))
      case 'state':
        return te(`state.job.${value}`) ? t(`state.job.${value}`) : value
      case 'right':
        return te(`right.${value}`) ? t(`right.${value}`) : value.toLowerCase().replaceAll('_', ' ')
      default:
        return value
    }
  }

  const filled = (meaning: string, values: Problem['values']) =>
    meaning.replaceAll(PLACE, (_, name: string, kind?: string) => written(values[name] ?? '…', kind))

  return (problem: Problem): ProblemWords => {
    if (problem.code === UNREACHABLE) {
      return { what: t('problem.unreachable'), hint: t('problem.unreachableHint'), original: undefined }
    }
    const meaning = problemsIn(locale.value as Language)[problem.code]
    return meaning === undefined
      ? { what: problem.message, hint: problem.hint, original: undefined }
      : { what: filled(meaning, problem.values), hint: undefined, original: problem.message }
  }
}
