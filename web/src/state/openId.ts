/** Where to go on once the OpenID provider sent the browser back; this tab's own. */
const NEXT = 'idlegrid.openid.next'

/** Sends the browser to the provider. */
export function leaveFor(address: string, next: string): void {
  sessionStorage.setItem(NEXT, next)
  window.location.assign(address)
}

/** Where this tab wanted to go on, if it was sent to the provider; asked once. */
export function cameBack(): string | undefined {
  const next = sessionStorage.getItem(NEXT) ?? undefined
  sessionStorage.removeItem(NEXT)
  return next
}
