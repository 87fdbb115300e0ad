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
import { currentCsrf, useSession } from './state/session'

async function client(whenRefused: () => Promise<boolean>): Promise<GridClient> {
  // `vite --mode recorded` shows a recorded grid; the build for users has only the live client.
  if (import.meta.env.MODE === 'recorded') {
    const { recordedClient } = await import('./api/recorded')
    return recordedClient({ devices: Number(new URLSearchParams(location.search).get('devices') ?? 48) })
  }
  return liveClient(currentCsrf, whenRefused)
}

async function start(): Promise<void> {
  const router = portalRouter()
  const live = await client(() => app.runWithContext(() => useSession()).expire())
  const app = portal(live, router)
  await speak(preferredLanguage())
  app.mount('#app')
}

void start()
