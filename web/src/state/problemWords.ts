import { useI18n } from 'vue-i18n'
import { UNREACHABLE, type Problem } from '@/api/problem'
import { problemsIn, type Language } from '@/i18n'

/** A problem as it is told. */
export interface ProblemWords {
  what: string
  hint: string | undefined
  /** What the coordinator said, where that is another language than the reader's. */
  original: string | undefined
}

/** Codes that this portal does not know are told in the coordinator's own words. */
export function useProblemWords() {
  const { t, locale } = useI18n()

  return (problem: Problem): ProblemWords => {
    if (problem.code === UNREACHABLE) {
      return { what: t('problem.unreachable'), hint: t('problem.unreachableHint'), original: undefined }
    }
    const meaning = problemsIn(locale.value as Language)[problem.code]
    return meaning === undefined
      ? { what: problem.message, hint: problem.hint, original: undefined }
      : { what: meaning, hint: undefined, original: problem.message }
  }
}
