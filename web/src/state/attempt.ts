import { ref, type Ref } from 'vue'
import { Problem } from '@/api/problem'

/** Does things that may be refused, and keeps why the last one was. */
export interface Attempts {
  problem: Ref<Problem | undefined>
  attempt(work: () => Promise<void>): Promise<void>
}

export function useAttempt(): Attempts {
  const problem = ref<Problem>()

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
      problem.value = undefined
    } catch (error) {
      problem.value = Problem.of(error)
    }
  }

  return { problem, attempt }
}
