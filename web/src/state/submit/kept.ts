import type { FolderFile } from './tar'

/** Where the tab keeps the job file that is being written. */
export const DRAFT = 'idlegrid.jobDraft'

/** Whose it is. */
const WHOSE = 'idlegrid.account'

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

/** What somebody was at, which is nobody else's business. */
export function forgetWork(): void {
  kept.clear()
  sessionStorage.removeItem(DRAFT)
}

/** Somebody is in: what another account left in this tab goes; one's own stays. */
export function workOf(account: string): void {
  const before = sessionStorage.getItem(WHOSE)
  if (before !== null && before !== account) forgetWork()
  sessionStorage.setItem(WHOSE, account)
}
