/** A file of a folder, by its path inside of it. */
export interface FolderFile {
  path: string
  file: Blob
}

const BLOCK = 512
const NAME = 100
const PREFIX = 155

/** What cannot be packed, by the path it is about. */
export class PackingError extends Error {
  constructor(
    readonly reason: 'path' | 'empty',
    readonly path: string,
  ) {
    super(`${reason}: ${path}`)
  }
}

/**
 * Packs files as a ustar archive. The same files give the same bytes, so that code uploaded twice
 * is stored once: sorted, no times, no owners. Files that begin with #! are executable.
 */
export async function packTar(files: readonly FolderFile[]): Promise<Blob> {
  if (files.length === 0) throw new PackingError('empty', '')
  const parts: BlobPart[] = []
  for (const { path, file } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    parts.push(header(path, file.size, await isScript(file)), file)
    const over = file.size % BLOCK
    if (over > 0) parts.push(new Uint8Array(BLOCK - over))
  }
  parts.push(new Uint8Array(2 * BLOCK))
  return new Blob(parts)
}

async function isScript(file: Blob): Promise<boolean> {
  const start = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  return start[0] === 0x23 && start[1] === 0x21
}

function header(path: string, size: number, executable: boolean): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK)
  const text = new TextEncoder()
  const put = (value: string, at: number) => block.set(text.encode(value), at)
  const octal = (value: number, width: number) => value.toString(8).padStart(width - 1, '0') + '\0'

  const [prefix, name] = splitPath(path)
  put(name, 0)
  put(octal(executable ? 0o755 : 0o644, 8), 100)
  put(octal(0, 8), 108)
  put(octal(0, 8), 116)
  put(octal(size, 12), 124)
  put(octal(0, 12), 136)
  put('        ', 148)
  put('0', 156)
  put('ustar\0', 257)
  put('00', 263)
  put(prefix, 345)
  const sum = block.reduce((total, byte) => total + byte, 0)
  put(sum.toString(8).padStart(6, '0') + '\0 ', 148)
  return block
}

/** ustar keeps long paths in two fields, parted at a slash. */
function splitPath(path: string): [string, string] {
  const length = (value: string) => new TextEncoder().encode(value).length
  if (length(path) <= NAME) return ['', path]
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    const prefix = path.slice(0, at)
    const name = path.slice(at + 1)
    if (name && length(prefix) <= PREFIX && length(name) <= NAME) return [prefix, name]
  }
  throw new PackingError('path', path)
}
