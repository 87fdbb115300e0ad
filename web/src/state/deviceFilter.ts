import type { Device } from '@/api/wire'

export interface DeviceFilter {
  text: string
  states: string[]
}

export type DeviceSort = 'name' | 'state' | 'host' | 'own' | 'memory' | 'disk' | 'temperature' | 'credit' | 'attempts'

/**
 * Words are looked for in name, id, owner, architecture and labels; a word with `=` must be a
 * label, `site=lab`. All words must be found.
 */
export function matches(device: Device, filter: DeviceFilter): boolean {
  if (filter.states.length > 0 && !filter.states.includes(device.state)) return false
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const labels = Object.entries(device.facts?.labels ?? {}).map(([k, v]) => `${k}=${v}`.toLowerCase())
  const texts = [device.name, device.id, device.owner, device.facts?.arch ?? ''].map((text) =>
    text.toLowerCase(),
  )
  return words.every((word) =>
    word.includes('=')
      ? labels.some((label) => label.startsWith(word))
      : texts.some((text) => text.includes(word)) || labels.some((label) => label.includes(word)),
  )
}

/** Sorted; what is not known comes last either way. */
export function sorted(devices: readonly Device[], by: DeviceSort, descending: boolean): Device[] {
  const value = (device: Device): string | number | undefined => {
    switch (by) {
      case 'name':
        return device.name.toLowerCase()
      case 'state':
        return device.state
      case 'host':
        return device.now?.hostPercent
      case 'own':
        return device.now?.ownPercent
      case 'memory':
        return device.now?.memoryAvailableBytes
      case 'disk':
        return device.now?.diskFreeBytes
      case 'temperature':
        return device.now?.temperature
      case 'credit':
        return device.standing.creditSeconds
      case 'attempts':
        return device.attempts.length
    }
  }
  const sign = descending ? -1 : 1
  return [...devices].sort((a, b) => {
    const x = value(a)
    const y = value(b)
    if (x === undefined || y === undefined) {
      return x === y ? compare(a.name, b.name) : x === undefined ? 1 : -1
    }
    return sign * compare(x, y) || compare(a.name, b.name) || compare(a.id, b.id)
  })
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0
}
