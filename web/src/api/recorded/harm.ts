import type { DeviceImage, Harm, HarmDay, Overview } from '../wire'

/** A day's harm of so many devices. */
export function harmOf(devices: number): Harm {
  return {
    suspensions: devices * 3,
    falseAlarms: Math.floor(devices / 4),
    waitedSeconds: devices * 3 * 0.087,
    queuedSeconds: devices * 1.4,
    lentSeconds: devices * 9_400,
    cpuSeconds: devices * 14_200,
    left: Math.floor(devices / 6),
  }
}

export function harmDays(start: number): HarmDay[] {
  return Array.from({ length: 5 }, (_, at) => ({
    date: new Date(start - at * 86_400_000).toISOString().slice(0, 10),
    harm: harmOf(1 + (at % 3)),
  }))
}

export function imagesOf(): DeviceImage[] {
  return [
    { digest: '4be1'.repeat(16), state: 'here', detail: '', done: 0, total: 0 },
    { digest: '90cd'.repeat(16), state: 'fetching', detail: '', done: 21 * 2 ** 20, total: 64 * 2 ** 20 },
    { digest: '77a0'.repeat(16), state: 'waiting', detail: 'the device is not idle', done: 0, total: 0 },
  ]
}

/** Traffic that grows from look to look. */
export function activity(start: number, told: number): Overview['activity'] {
  return {
    since: new Date(start - 5 * 3_600_000).toISOString(),
    receivedBytes: 1.9 * 2 ** 30 + told * 9_000,
    sentBytes: 4.2 * 2 ** 30 + told * 31_000,
    calls: 184_213 + told * 3,
    receivedPerSecond: 4_600,
    sentPerSecond: 15_700,
    callsPerSecond: 1.4,
    visits: 37,
    newAccounts: 2,
  }
}
