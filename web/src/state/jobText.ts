import type { Job } from '@/api/wire'

/** Whether a job has a text in its id, name, account or labels, as the coordinator looks for it. */
export function hasText(job: Job, text: string): boolean {
  const wanted = text.toLowerCase()
  const labels = Object.entries(job.labels).map(([name, value]) => `${name}=${value}`)
  return [job.id, job.name, job.account, ...labels].some((each) => each.toLowerCase().includes(wanted))
}
