import type { Device } from '@/api/wire'

/** Devices of one coarse place. */
export interface Place {
  latitude: number
  longitude: number
  devices: Device[]
}

/** Places that owners chose to tell, with their devices; the most devices first. */
export function placesOf(devices: readonly Device[]): Place[] {
  const places = new Map<string, Place>()
  for (const device of devices) {
    const at = device.facts?.location
    if (!at) continue
    const key = `${at.latitude}/${at.longitude}`
    const place = places.get(key)
    if (place) place.devices.push(device)
    else places.set(key, { ...at, devices: [device] })
  }
  return [...places.values()].sort((a, b) => b.devices.length - a.devices.length)
}

/** The state that most devices of a place are in. */
export function commonState(place: Place): string {
  const counts = new Map<string, number>()
  for (const { state } of place.devices) counts.set(state, (counts.get(state) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])[0]![0]
}
