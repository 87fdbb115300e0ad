import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useClient } from '@/api/client'
import { Problem } from '@/api/problem'
import type { Job, Service } from '@/api/wire'
import { isOver } from './looks'

/** Services change their state without their job changing. */
const READ_EVERY = 3_000

export const SERVICE = 'service'

/** The replicas of a job that is a service, read anew while it is looked at. */
export function useService(job: () => Job | undefined) {
  const client = useClient()
  const service = shallowRef<Service>()
  const problem = ref<Problem>()

  async function read(): Promise<void> {
    const now = job()
    if (now?.type !== SERVICE) return
    try {
      const got = await client.service(now.id)
      if (job()?.id !== now.id) return
      service.value = got
      problem.value = undefined
    } catch (error) {
      if (job()?.id === now.id) problem.value = Problem.of(error)
    }
  }

  watch(
    () => {
      const now = job()
      return now ? `${now.id} ${now.state} ${now.units.running}/${now.units.total}` : ''
    },
    (_, before) => {
      if (before?.split(' ')[0] !== job()?.id) service.value = undefined
      void read()
    },
    { immediate: true },
  )
  const timer = setInterval(() => {
    if (!isOver(job()?.state ?? '') && !document.hidden) void read()
  }, READ_EVERY)
  onScopeDispose(() => clearInterval(timer))

  return { service, problem, reload: read }
}
