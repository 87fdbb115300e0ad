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

/** Short messages about what was just done, some with a way back. */
export const useToasts = defineStore('toasts', () => {
  const items = ref<Toast[]>([])
  let next = 1

  function say(text: string, options: { tone?: Toast['tone']; undo?: () => Promise<void> } = {}) {
    const toast: Toast = { id: next++, text, tone: options.tone ?? 'plain', undo: options.undo }
    items.value = [...items.value.slice(-3), toast]
    setTimeout(() => dismiss(toast.id), options.undo ? SHOWN_WITH_UNDO : SHOWN)
  }

  function dismiss(id: number): void {
    items.value = items.value.filter((toast) => toast.id !== id)
  }

  return { items, say, dismiss }
})
