import { useI18n } from 'vue-i18n'
import { saidIn, type Language } from '@/i18n'

type Sentences = readonly (readonly [sentence: RegExp, meaning: string])[]

/** A sentence in another language, where it is known; so are the sentences within it. */
export function tell(text: string, sentences: Sentences): string {
  for (const [sentence, meaning] of sentences) {
    const found = sentence.exec(text)
    if (found) {
      return meaning.replaceAll(/\$(\d)/g, (_, n: string) => {
        const value = found[Number(n)] ?? ''
        return value === text ? value : tell(value, sentences)
      })
    }
  }
  return text
}

/** What the coordinator or a worker said in words, in the reader's language where it is known. */
export function useSaid() {
  const { locale } = useI18n()

  return (text: string): string => tell(text, saidIn(locale.value as Language))
}
