/** For `vi.waitFor`, whose own second a shared machine may stand still for. */
export const PATIENTLY = { timeout: 60_000 }
