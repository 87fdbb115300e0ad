import { onUnmounted, ref } from 'vue'

/** The present, for what says how long ago something was. */
export function useNow(every = 1_000) {
  const now = ref(Date.now())
  const timer = setInterval(() => {
    now.value = Date.now()
  }, every)
  onUnmounted(() => clearInterval(timer))
  return now
}
