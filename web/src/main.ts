import '@fontsource-variable/instrument-sans/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import 'element-plus/theme-chalk/base.css'
import './styles/tokens.css'
import './styles/base.css'
import { portal } from './app'
import type { GridClient } from './api/client'
import { liveClient } from './api/live'
import { preferredLanguage, speak } from './i18n'
import { portalRouter } from './router'
import { currentToken, keepToken, useSession } from './state/session'

async function client(whenRefused: () => void): Promise<GridClient> {
  // `vite --mode recorded` shows a recorded grid; the build for users has only the live client.
  if (import.meta.env.MODE === 'recorded') {
    const { recordedClient } = await import('./api/recorded')
    keepToken('recorded')
    return recordedClient({ devices: Number(new URLSearchParams(location.search).get('devices') ?? 48) })
  }
  return liveClient(currentToken, whenRefused)
}

async function start(): Promise<void> {
  const router = portalRouter()
  const live = await client(() => {
    app.runWithContext(() => useSession()).expire()
    void router.push({ name: 'signin', query: { next: router.currentRoute.value.fullPath } })
  })
  const app = portal(live, router)
  await speak(preferredLanguage())
  app.mount('#app')
}

void start()
