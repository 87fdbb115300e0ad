import { defineStore } from 'pinia'
import { onUnmounted, ref, watch } from 'vue'

/** What the page at hand is about, beside the name of its kind: a job, a device. */
export const useTitle = defineStore('title', () => {
  const about = ref('')
  return { about }
})

/** Puts a name into the title of the window while a view is shown. */
export function useTitleAbout(name: () => string | undefined): void {
  const title = useTitle()
  watch(name, (now) => (title.about = now ?? ''), { immediate: true })
  onUnmounted(() => (title.about = ''))
}
