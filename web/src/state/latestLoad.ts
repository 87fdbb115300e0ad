import type { Device } from '@/api/wire'

/** A mean of the load takes two seconds and reports come more often: some bring none. */
const LASTS = 15_000

/** Devices with the load that they told last, while it is not old: a number that comes and goes cannot be read. */
export class LatestLoad {
  private readonly told = new Map<string, { at: number; hostPercent: number; ownPercent?: number }>()

  filled(device: Device): Device {
    const { now } = device
    if (!now) return device
    const at = new Date(now.at).getTime()
    if (now.hostPercent !== undefined) {
      this.told.set(device.id, { at, hostPercent: now.hostPercent, ownPercent: now.ownPercent })
      return device
    }
    const last = this.told.get(device.id)
    if (!last || at - last.at > LASTS) return device
    return { ...device, now: { ...now, hostPercent: last.hostPercent, ownPercent: last.ownPercent } }
  }
}
