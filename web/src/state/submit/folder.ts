import type { FolderFile } from './tar'

/** Files that belong to the machine of whoever drops a folder, not to the program. */
const LEFT_OUT = /(^|\/)(\.git|\.DS_Store|node_modules|__pycache__)(\/|$)/

/** Files of a drop, folders walked. */
export async function filesOfDrop(transfer: DataTransfer): Promise<FolderFile[]> {
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry): entry is FileSystemEntry => entry !== null)
  const found: FolderFile[] = []
  for (const entry of entries) await walk(entry, '', found)
  return withoutCommonFolder(found.filter(({ path }) => !LEFT_OUT.test(path)))
}

/** Files of a file input, which tells folders in `webkitRelativePath`. */
export function filesOfInput(list: FileList): FolderFile[] {
  const found = [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }))
  return withoutCommonFolder(found.filter(({ path }) => !LEFT_OUT.test(path)))
}

/** A dropped folder stands for its contents: `src/a.sh` becomes `a.sh`. */
export function withoutCommonFolder(files: readonly FolderFile[]): FolderFile[] {
  const first = files[0]?.path.split('/')
  if (!first || first.length < 2) return [...files]
  const folder = `${first[0]}/`
  return files.every(({ path }) => path.startsWith(folder))
    ? files.map(({ path, file }) => ({ path: path.slice(folder.length), file }))
    : [...files]
}

async function walk(entry: FileSystemEntry, folder: string, found: FolderFile[]): Promise<void> {
  const path = folder + entry.name
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    )
    found.push({ path, file })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const read = () =>
    new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
  // A reader hands out a hundred at a time.
  for (let batch = await read(); batch.length > 0; batch = await read()) {
    for (const each of batch) await walk(each, `${path}/`, found)
  }
}
