import { createI18n } from 'vue-i18n'
import { nextTick } from 'vue'
import type { Catalogue } from './locales/en'

export const LANGUAGES = { en: 'English', zh: '简体中文' } as const
export type Language = keyof typeof LANGUAGES

/** The coordinator speaks English; what it says in codes and in words is told in other languages. */
interface Meanings {
  problems: Record<string, string>
  said: [sentence: RegExp, meaning: string][]
}
const meanings: Partial<Record<Language, () => Promise<Meanings>>> = {
  zh: async () => {
    const [problems, said] = await Promise.all([import('./locales/problems.zh'), import('./locales/said.zh')])
    return { problems: problems.default, said: said.default }
  },
}
const known: Partial<Record<Language, Meanings>> = {}

export function problemsIn(language: Language): Meanings['problems'] {
  return known[language]?.problems ?? {}
}

export function saidIn(language: Language): Meanings['said'] {
  return known[language]?.said ?? []
}

const KEY = 'idlegrid.language'

const catalogues: Record<Language, () => Promise<{ default: Catalogue }>> = {
  en: () => import('./locales/en'),
  zh: () => import('./locales/zh'),
}

export const i18n = createI18n({
  legacy: false,
  locale: 'en' as Language,
  fallbackLocale: 'en',
  missingWarn: import.meta.env.DEV,
  fallbackWarn: import.meta.env.DEV,
  messages: {},
})

/** What the reader chose before, or what their browser prefers. */
export function preferredLanguage(): Language {
  const kept = localStorage.getItem(KEY)
  if (kept === 'en' || kept === 'zh') return kept
  return navigator.languages.some((each) => each.toLowerCase().startsWith('zh')) &&
    !navigator.languages[0]?.toLowerCase().startsWith('en')
    ? 'zh'
    : 'en'
}

export async function speak(language: Language, keep = false): Promise<void> {
  if (!i18n.global.availableLocales.includes(language)) {
    const [words, other] = await Promise.all([catalogues[language](), meanings[language]?.()])
    if (other) known[language] = other
    i18n.global.setLocaleMessage(language, words.default)
  }
  i18n.global.locale.value = language
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : language
  if (keep) localStorage.setItem(KEY, language)
  await nextTick()
}
