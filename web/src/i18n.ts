import { createI18n } from 'vue-i18n'
import { nextTick } from 'vue'
import type { Catalogue } from './locales/en'

export const LANGUAGES = { en: 'English', zh: '简体中文' } as const
export type Language = keyof typeof LANGUAGES

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
    i18n.global.setLocaleMessage(language, (await catalogues[language]()).default)
  }
  i18n.global.locale.value = language
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : language
  if (keep) localStorage.setItem(KEY, language)
  await nextTick()
}
