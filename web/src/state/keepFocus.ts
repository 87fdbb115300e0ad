import { nextTick } from 'vue'

/** A button that is off while it works loses the focus; whoever uses the keyboard goes on from there. */
export async function keepFocus<T>(work: () => Promise<T>): Promise<T> {
  const before = document.activeElement
  try {
    return await work()
  } finally {
    await nextTick()
    const isLost = document.activeElement === null || document.activeElement === document.body
    if (isLost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
  }
}
