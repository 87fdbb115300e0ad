import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Problem } from '@/api/problem'
import type { Device, Duty } from '@/api/wire'
import { useGrid } from './grid'
import { keepFocus } from './keepFocus'
import { useProblemWords } from './problemWords'
import { useToasts } from './toasts'

/** Tells devices to lend, drain or pause, and offers the way back. */
export function useDuty() {
  const { t } = useI18n()
  const grid = useGrid()
  const toasts = useToasts()
  const wordsOf = useProblemWords()
  const isBusy = ref(false)

  const tell = (devices: readonly Device[], duty: Duty) => keepFocus(() => tellAll(devices, duty))

  async function tellAll(devices: readonly Device[], duty: Duty): Promise<void> {
    isBusy.value = true
    try {
      const { before, failures } = await grid.setDuty(
        devices.map((device) => device.id),
        duty,
      )
      if (before.size > 0) {
        toasts.say(t(`duty.told.${duty}`, { n: before.size }, before.size), { undo: () => undo(before) })
      }
      sayFailures(failures)
    } finally {
      isBusy.value = false
    }
  }

  async function undo(before: ReadonlyMap<string, Duty>): Promise<void> {
    const { failures } = await grid.setDuty([...before.keys()], before)
    if (failures.length === 0) toasts.say(t('duty.undone'))
    sayFailures(failures)
  }

  function sayFailures(failures: readonly { problem: Problem }[]): void {
    const first = failures[0]
    if (!first) return
    toasts.say(t('duty.failed', { n: failures.length, why: wordsOf(first.problem).what }, failures.length), {
      tone: 'bad',
    })
  }

  return { tell, isBusy }
}
