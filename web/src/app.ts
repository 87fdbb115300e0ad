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
  app.use(router)
  return app
}

/** Nobody passes without a token; whoever comes back is asked for once. */
export function guard(app: VueApp, router: Router): void {
  router.beforeEach(async (to) => {
    const session = app.runWithContext(() => useSession())
    if (to.meta.isOpen) return true
    await session.resume()
    if (session.isSignedIn) return true
    return { name: 'signin', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  })
  router.afterEach((to) => {
    document.title = `${i18n.global.t(to.meta.title)} · IdleGrid`
  })
}
