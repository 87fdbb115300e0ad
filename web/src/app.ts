import { createPinia } from 'pinia'
import { createApp, type App as VueApp } from 'vue'
import type { Router } from 'vue-router'
import App from './App.vue'
import { provideClient, type GridClient } from './api/client'
import { i18n } from './i18n'
import { portalRouter } from './router'
import { useSession } from './state/session'

/** Puts the portal together around a client. */
export function portal(client: GridClient, router: Router = portalRouter()): VueApp {
  const app = createApp(App)
  provideClient(app, client)
  app.use(createPinia()).use(i18n)
  guard(app, router)
  reloadWhenReplaced(router)
  app.use(router)
  return app
}

/** Nobody passes without a session; whoever comes back is asked for once. */
export function guard(app: VueApp, router: Router): void {
  router.beforeEach(async (to) => {
    const session = app.runWithContext(() => useSession())
    if (to.meta.isOpen) return true
    await session.resume()
    if (session.isSignedIn) return to.meta.right && !session.may(to.meta.right) ? { name: 'overview' } : true
    return { name: 'signin', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  })
}

const RELOADED = 'idlegrid.reloaded'
const AGAIN = 30_000

/**
 * A coordinator that was replaced has other files than this page knows of: a view that cannot be
 * loaded is loaded with the whole page, once. What was typed is kept by the drafts.
 */
function reloadWhenReplaced(router: Router): void {
  router.onError((error: unknown, to) => {
    const isLoading = error instanceof TypeError && /import/i.test(error.message)
    const last = Number(sessionStorage.getItem(RELOADED) ?? 0)
    if (!isLoading || Date.now() - last < AGAIN) throw error
    sessionStorage.setItem(RELOADED, String(Date.now()))
    window.location.hash = to.fullPath
    window.location.reload()
  })
}
