import { onUnmounted } from 'vue'

/** The same work, at most once within a span; what is asked for meanwhile is done at its end. */
export function useAtMost(span: number, work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isWanted = false

  function open(): void {
    timer = undefined
    if (isWanted) ask()
  }

  function ask(): void {
    if (timer !== undefined) {
      isWanted = true
      return
    }
    isWanted = false
    timer = setTimeout(open, span)
    work()
  }

  onUnmounted(() => clearTimeout(timer))
  return ask
}
