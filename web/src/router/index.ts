import type { Right } from '@/api/wire'
import { createRouter, createWebHashHistory, type RouterHistory } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the title. */
    title: string
    isOpen?: boolean
    /** What one must be allowed to do to see it. */
    right?: Right
  }
}

/** Addresses stay behind the #: the coordinator serves one page and never sees them. */
export function portalRouter(history: RouterHistory = createWebHashHistory()) {
  return createRouter({
    history,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
    routes: [
      {
        path: '/signin',
        name: 'signin',
        component: () => import('@/views/SignInView.vue'),
        meta: { title: 'signin.title', isOpen: true },
      },
      {
        path: '/',
        name: 'overview',
        component: () => import('@/views/OverviewView.vue'),
        meta: { title: 'nav.overview' },
      },
      {
        path: '/devices',
        name: 'devices',
        component: () => import('@/views/DevicesView.vue'),
        meta: { title: 'nav.devices' },
      },
      {
        path: '/devices/:id',
        name: 'device',
        component: () => import('@/views/DeviceView.vue'),
        props: true,
        meta: { title: 'nav.devices' },
      },
      {
        path: '/jobs',
        name: 'jobs',
        component: () => import('@/views/JobsView.vue'),
        meta: { title: 'nav.jobs' },
      },
      {
        path: '/jobs/:id/:tab(results|units|waiting|file|replicas|compose)?',
        name: 'job',
        component: () => import('@/views/JobView.vue'),
        props: true,
        meta: { title: 'nav.jobs' },
      },
      {
        path: '/submit',
        name: 'submit',
        component: () => import('@/views/SubmitView.vue'),
        meta: { title: 'nav.submit' },
      },
      {
        path: '/classify',
        name: 'classify',
        component: () => import('@/views/ClassifyView.vue'),
        meta: { title: 'nav.classify' },
      },
      {
        path: '/mine',
        name: 'mine',
        component: () => import('@/views/MineView.vue'),
        meta: { title: 'nav.mine' },
      },
      {
        path: '/access',
        name: 'access',
        component: () => import('@/views/AccessView.vue'),
        meta: { title: 'nav.access' },
      },
      {
        path: '/administration/:section(accounts|joining|system|logins|audit)?',
        name: 'administration',
        component: () => import('@/views/AdministrationView.vue'),
        props: true,
        meta: { title: 'nav.administration', right: 'MANAGE_ACCOUNTS' },
      },
      {
        path: '/:rest(.*)*',
        name: 'nowhere',
        component: () => import('@/views/NowhereView.vue'),
        meta: { title: 'nowhere.title' },
      },
    ],
  })
}
