import { computed, onMounted, onUnmounted, ref, type Ref } from 'vue'

const EXTRA = 8

/** Which of many rows of equal height are in sight of a scrolling box. */
export function useVirtualRows(box: Ref<HTMLElement | undefined>, count: () => number, rowHeight: () => number) {
  const top = ref(0)
  const height = ref(600)
  let observer: ResizeObserver | undefined

  const first = computed(() => Math.max(0, Math.floor(top.value / rowHeight()) - EXTRA))
  const last = computed(() =>
    Math.min(count(), Math.ceil((top.value + height.value) / rowHeight()) + EXTRA),
  )

  function scrolled(): void {
    top.value = box.value?.scrollTop ?? 0
  }

  function scrollTo(row: number): void {
    const element = box.value
    if (!element) return
    const at = row * rowHeight()
    if (at < element.scrollTop) element.scrollTop = at
    else if (at + rowHeight() > element.scrollTop + element.clientHeight) {
      element.scrollTop = at + rowHeight() - element.clientHeight
    }
  }

  onMounted(() => {
    const element = box.value
    if (!element) return
    element.addEventListener('scroll', scrolled, { passive: true })
    observer = new ResizeObserver(() => {
      if (element.clientHeight > 0) height.value = element.clientHeight
    })
    observer.observe(element)
  })

  onUnmounted(() => {
    box.value?.removeEventListener('scroll', scrolled)
    observer?.disconnect()
  })

  return { first, last, scrollTo }
}
