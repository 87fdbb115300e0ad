import { defineStore } from 'pinia'
import { ref } from 'vue'

export interface Toast {
  id: number
  text: string
  tone: 'plain' | 'bad'
  undo?: () => Promise<void>
}

const SHOWN = 8_000
const SHOWN_WITH_UNDO = 15_000
const MOST = 4

/** Short messages about what was just done, some with a way back. */
export const useToasts = defineStore('toasts', () => {
  const items = ref<Toast[]>([])
  const timers = new Map<number, ReturnType<typeof setTimeout>>()
  let next = 1
  let isHeld = false

  function say(text: string, options: { tone?: Toast['tone']; undo?: () => Promise<void> } = {}) {
    const toast: Toast = { id: next++, text, tone: options.tone ?? 'plain', undo: options.undo }
    items.value = [...items.value.slice(1 - MOST), toast]
    if (!isHeld) leaveLater(toast)
  }

  function leaveLater(toast: Toast): void {
    clearTimeout(timers.get(toast.id))
    timers.set(toast.id, setTimeout(() => dismiss(toast.id), toast.undo ? SHOWN_WITH_UNDO : SHOWN))
  }

  function dismiss(id: number): void {
    clearTimeout(timers.get(id))
    timers.delete(id)
    items.value = items.value.filter((toast) => toast.id !== id)
  }

  /** Somebody reads them, or is on the way to a button: none goes meanwhile. */
  function hold(): void {
    isHeld = true
    timers.forEach((timer) => clearTimeout(timer))
    timers.clear()
  }

  function letGo(): void {
    if (!isHeld) return
    isHeld = false
    items.value.forEach(leaveLater)
  }

  /** Somebody is done with it: the button that held it is gone, so the others are let go. */
  function close(id: number): void {
    dismiss(id)
    letGo()
  }

  /** Takes back what a message tells of. */
  async function undo(toast: Toast): Promise<void> {
    close(toast.id)
    await toast.undo?.()
  }

  /** The latest that can be taken back, if there is one. */
  function latest(): Toast | undefined {
    return items.value.findLast((toast) => toast.undo)
  }

  return { items, say, close, hold, letGo, undo, latest }
})
