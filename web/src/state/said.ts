import { useI18n } from 'vue-i18n'
import { saidIn, type Language } from '@/i18n'

/** What the coordinator or a worker said in words, in the reader's language where it is known. */
export function useSaid() {
  const { locale } = useI18n()

  return (text: string): string => {
    for (const [sentence, meaning] of saidIn(locale.value as Language)) {
      if (sentence.test(text)) return text.replace(sentence, meaning)
    }
    return text
  }
}
