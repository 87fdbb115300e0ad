import { useI18n } from 'vue-i18n'

/** Phases and ends of attempts in the reader's words. */
export function useAttemptWords() {
  const { t, te } = useI18n()
  const word = (kind: string) => (name: string) => (te(`${kind}.${name}`) ? t(`${kind}.${name}`) : name)
  return { phase: word('phase'), end: word('end') }
}
