import type { FolderFile } from './tar'

/**
 * Files whose upload was not finished when their page went, because a session ended. The browser
 * lets nobody pick them again for the visitor, so they are held until the page is back.
 */
const kept = new Map<string, FolderFile[]>()

export function keepFiles(place: string, files: FolderFile[]): void {
  kept.set(place, files)
}

export function keptFiles(place: string): FolderFile[] {
  return kept.get(place) ?? []
}

export function forgetFiles(place: string): void {
  kept.delete(place)
}
