import type { ResultItem } from '@/api/wire'

const TEXT_BYTES = 64 << 10
const IMAGE_BYTES = 16 << 20

/** Pictures that cannot carry a script; SVG can, and is shown as the text it is. */
const IMAGES: Partial<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
}

export type Preview =
  | { kind: 'text'; text: string; bytes: number; isCut: boolean }
  | { kind: 'image'; blob: Blob }
  | { kind: 'other' }
  | { kind: 'empty' }

/** Decides how a file can be looked at and reads as much of it as that needs. */
export async function previewOf(
  item: Pick<ResultItem, 'path' | 'size'>,
  read: (bytes: number) => Promise<Uint8Array>,
): Promise<Preview> {
  if (item.size === 0) return { kind: 'empty' }
  const type = IMAGES[item.path.split('.').pop()?.toLowerCase() ?? '']
  if (type) {
    if (item.size > IMAGE_BYTES) return { kind: 'other' }
    return { kind: 'image', blob: new Blob([(await read(item.size)) as Uint8Array<ArrayBuffer>], { type }) }
  }
  const start = await read(Math.min(item.size, TEXT_BYTES))
  if (start.includes(0)) return { kind: 'other' }
  const isCut = item.size > start.length
  try {
    // A cut may part a character: its bytes at the very end are left out.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: isCut })
    return { kind: 'text', text, bytes: start.length, isCut }
  } catch {
    return { kind: 'other' }
  }
}
