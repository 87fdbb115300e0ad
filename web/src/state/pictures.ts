import { onScopeDispose, ref } from 'vue'
import type { Picture } from './classify'

/** What the inference program reads; everything else is drawn anew by the browser, which reads more. */
const READABLE = ['image/png', 'image/bmp', 'image/gif', 'image/jpeg']
/** Photographs have millions of pixels, models look at a few ten thousand. */
const MOST_PIXELS = 1_024
const MOST_PICTURES = 500

/** Pictures somebody picked or took, ready to be sent. */
export function usePictures() {
  const pictures = ref<Picture[]>([])
  /** Files that the browser itself cannot read as pictures. */
  const unreadable = ref<string[]>([])
  const left = ref(0)

  async function take(files: readonly File[]): Promise<void> {
    clear()
    const images = files.filter((file) => file.type.startsWith('image/') && file.type !== 'image/svg+xml')
    unreadable.value = files.filter((file) => !images.includes(file)).map((file) => file.name)
    left.value = Math.max(0, images.length - MOST_PICTURES)
    const names = new Set<string>()
    for (const file of images.slice(0, MOST_PICTURES)) {
      try {
        const ready = await readable(file)
        const name = unique(ready.type === file.type ? file.name : `${file.name}.png`, names)
        pictures.value.push({ name, file: ready, url: URL.createObjectURL(ready) })
      } catch {
        // Told on the page: this file is not sent.
        unreadable.value.push(file.name)
      }
    }
  }

  function clear(): void {
    for (const { url } of pictures.value) URL.revokeObjectURL(url)
    pictures.value = []
    unreadable.value = []
  }

  onScopeDispose(clear)
  return { pictures, unreadable, left, take, clear }
}

/** Upright and of a sensible size: cameras note down how they were held, and the program does not look. */
async function readable(file: File): Promise<Blob> {
  const bitmap = await createImageBitmap(file)
  try {
    const isLarge = Math.max(bitmap.width, bitmap.height) > MOST_PIXELS
    if (READABLE.includes(file.type) && file.type !== 'image/jpeg' && !isLarge) return file
    const scale = Math.min(1, MOST_PIXELS / Math.max(bitmap.width, bitmap.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(bitmap.width * scale))
    canvas.height = Math.max(1, Math.round(bitmap.height * scale))
    canvas.getContext('2d')!.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    const type = file.type === 'image/jpeg' ? 'image/jpeg' : 'image/png'
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture cannot be drawn'))), type, 0.95),
    )
  } finally {
    bitmap.close()
  }
}

function unique(name: string, taken: Set<string>): string {
  let candidate = name
  for (let n = 2; taken.has(candidate); n++) candidate = `${n}-${name}`
  taken.add(candidate)
  return candidate
}
