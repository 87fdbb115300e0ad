import { watch } from 'vue'
import type { Problem } from '@/api/problem'
import { useGrid } from './grid'

/** Does something again once the coordinator is back, where it was in the way that it was not there. */
export function useWhenBack(problem: () => Problem | undefined, again: () => void): void {
  const grid = useGrid()
  watch(
    () => grid.feed?.state.value,
    (state) => {
      if (state === 'live' && problem()?.retry) again()
    },
  )
}
