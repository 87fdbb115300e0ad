import { computed } from 'vue'
import { useI18n } from 'vue-i18n'

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

/** Numbers, sizes, times in the reader's language and time zone. */
export function useFormat() {
  const { locale, t } = useI18n()
  const plain = computed(() => new Intl.NumberFormat(locale.value, { maximumFractionDigits: 0 }))
  const fine = computed(() => new Intl.NumberFormat(locale.value, { maximumFractionDigits: 1 }))
  const percentage = computed(
    () => new Intl.NumberFormat(locale.value, { style: 'percent', maximumFractionDigits: 1 }),
  )
  const moment = computed(
    () => new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium', timeStyle: 'short' }),
  )
  const date = computed(
    () => new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium', timeZone: 'UTC' }),
  )
  const clock = computed(
    () =>
      new Intl.DateTimeFormat(locale.value, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  )
  const hour = computed(() => new Intl.DateTimeFormat(locale.value, { hour: '2-digit', minute: '2-digit' }))
  const relative = computed(
    () => new Intl.RelativeTimeFormat(locale.value, { numeric: 'auto', style: 'short' }),
  )

  return {
    count: (value: number) => plain.value.format(value),
    decimal: (value: number) => fine.value.format(value),
    /** A share of one. */
    percent: (value: number) => percentage.value.format(value),
    /** A percentage that is given in hundredths already. */
    load: (value: number | undefined) =>
      value === undefined ? t('common.unknown') : percentage.value.format(value / 100),
    bytes(value: number): string {
      let size = value
      let unit = 0
      while (size >= 1024 && unit < BYTE_UNITS.length - 1) {
        size /= 1024
        unit++
      }
      return `${(unit === 0 || size >= 100 ? plain : fine).value.format(size)} ${BYTE_UNITS[unit]}`
    },
    /** Watt-hours, or thousands of them. */
    energy: (wattHours: number) =>
      wattHours < 1000 ? `${fine.value.format(wattHours)} Wh` : `${fine.value.format(wattHours / 1000)} kWh`,
    duration(seconds: number): string {
      if (seconds < 1) return t('time.seconds', { n: fine.value.format(seconds) })
      const s = Math.round(seconds)
      if (s < 60) return t('time.seconds', { n: s })
      if (s < 3600) {
        return t(s % 60 === 0 ? 'time.wholeMinutes' : 'time.minutes', { m: Math.floor(s / 60), s: s % 60 })
      }
      if (s < 86_400) {
        const minutes = Math.floor((s % 3600) / 60)
        return t(minutes === 0 ? 'time.wholeHours' : 'time.hours', { h: Math.floor(s / 3600), m: minutes })
      }
      return t('time.days', { d: Math.floor(s / 86_400), h: Math.floor((s % 86_400) / 3600) })
    },
    /** A date without a time, as it is where it was written. */
    day: (iso: string) => date.value.format(new Date(`${iso}T12:00:00Z`)),
    when: (iso: string) => moment.value.format(new Date(iso)),
    hour: (time: number) => hour.value.format(new Date(time)),
    /** Whose clocks all times are told by. */
    zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    clock: (time: number) => clock.value.format(new Date(time)),
    ago(iso: string, now: number): string {
      const seconds = Math.round((new Date(iso).getTime() - now) / 1000)
      const size = Math.abs(seconds)
      if (size < 60) return relative.value.format(seconds, 'second')
      if (size < 3600) return relative.value.format(Math.round(seconds / 60), 'minute')
      if (size < 86_400) return relative.value.format(Math.round(seconds / 3600), 'hour')
      return relative.value.format(Math.round(seconds / 86_400), 'day')
    },
  }
}
