const SPAN = 60_000
const SHORTEST = 5_000

/** Turns a growing count into a rate per minute over the last minute. */
export class Meter {
  private readonly samples: { at: number; count: number }[] = []

  /** The rate, or undefined while too little was seen. */
  add(at: number, count: number): number | undefined {
    const newest = this.samples.at(-1)
    // A smaller count means other jobs are counted now: begin anew.
    if (newest && count < newest.count) this.samples.length = 0
    this.samples.push({ at, count })
    while (this.samples.length > 2 && at - this.samples[1]!.at >= SPAN) this.samples.shift()
    const oldest = this.samples[0]!
    if (at - oldest.at < SHORTEST) return undefined
    return ((count - oldest.count) * 60_000) / (at - oldest.at)
  }
}
