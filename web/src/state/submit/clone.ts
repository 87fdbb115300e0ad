import { stringify } from 'yaml'
import type { Job } from '@/api/wire'

/** The job file of an earlier job, ready to be changed and sent again. */
export function jobFileOf(job: Job): string {
  return stringify(pruned(job.file ?? {}), { lineWidth: 100 })
}

/** Without what is empty: the reader of job files takes absence, not null. */
export function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, each]): [string, unknown] => [key, pruned(each)])
      .filter(([, each]) => each !== null && each !== undefined && !isEmpty(each)),
  )
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
