// Uploads, piece by piece: what passes can be held up, and what passed is known.
import { randomBytes } from 'node:crypto'

const MIB = 2 ** 20

/** A file of three pieces that no coordinator has seen before. */
export function bigFile(name) {
  return { name, mimeType: 'text/plain', buffer: Buffer.from(randomBytes(9 * MIB).toString('hex')) }
}

/** Lets a step decide about each piece of the uploads to come; pieces count from 0. */
export async function onPieces(page, decide) {
  const offsets = []
  const path = '**/api/v1/blobs/*'
  await page.route(path, async (route) => {
    const range = route.request().headers()['content-range']?.match(/bytes (\d+)-/)
    if (!range) return route.continue()
    offsets.push(Number(range[1]) / MIB)
    return decide(offsets.length - 1, route)
  })
  return { offsets, end: () => page.unroute(path) }
}
