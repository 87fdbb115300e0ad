import type {
  Account,
  AccountPage,
  AuditPage,
  AuditVerdict,
  IdentityItem,
  Invitation,
  InvitationItem,
  Invite,
  LoginTry,
  NewToken,
  Quota,
  QuotaUse,
  SessionItem,
  SignInAddress,
  SignInWays,
  Token,
  Whoami,
} from './wire'

/** What somebody shows to sign in. */
export type Proof =
  | { account: string; password: string }
  | { token: string }
  | { invitation: string; password: string }

/** What shall be different about an account. */
export interface AccountChange {
  roles?: string[]
  disabled?: boolean
  quota?: Quota
}

/** Which entries of the audit log are looked for; all that is named must hold. */
export interface AuditSearch {
  text?: string
  account?: string
  /** Part of what was asked for, such as `/jobs`. */
  action?: string
  /** Instants. */
  since?: string
  until?: string
}

/** Accounts, how they get in, and what is remembered of it. */
export interface AccessClient {
  whoami(): Promise<Whoami>
  signIn(proof: Proof): Promise<Whoami>
  signOut(): Promise<void>
  /** How one can sign in beside passwords and tokens. */
  signInWays(): Promise<SignInWays>
  /** Where the OpenID provider asks who somebody is. */
  beginOpenId(invitation?: string): Promise<SignInAddress>
  /** Makes the first administrator, who is then to sign in. */
  setUp(secret: string, account: string, password: string): Promise<void>
  changePassword(current: string | undefined, password: string): Promise<void>

  /** One's own account's, or of one of a lower role; and so below. */
  sessions(account?: string): Promise<{ items: SessionItem[] }>
  endSession(id: string, account?: string): Promise<void>
  /** Who signs in by an OpenID provider. */
  identities(account?: string): Promise<{ items: IdentityItem[] }>
  unlinkIdentity(id: string, account?: string): Promise<void>
  tokens(account?: string): Promise<{ items: Token[] }>
  addToken(
    label: string,
    days: number | undefined,
    account?: string,
    scopes?: string[],
  ): Promise<NewToken>
  removeToken(id: string, account?: string): Promise<void>
  logins(of?: { everybody: true } | { account: string }): Promise<{ items: LoginTry[] }>

  invite(uses: number, hours: number, approval?: boolean): Promise<Invitation>
  /** Lets a device in that waits for it, or refuses it. */
  approveDevice(id: string, approved: boolean): Promise<void>
  invitations(): Promise<{ items: InvitationItem[] }>
  withdrawInvitation(id: string): Promise<void>

  accounts(query?: { cursor?: string; limit?: number }): Promise<AccountPage>
  account(name: string): Promise<Account>
  addAccount(name: string, roles: string[]): Promise<Account>
  changeAccount(name: string, change: AccountChange): Promise<Account>
  inviteAccount(name: string): Promise<Invite>
  use(name: string): Promise<QuotaUse>
  audit(query?: AuditSearch & { cursor?: string; limit?: number }): Promise<AuditPage>
  verifyAudit(): Promise<AuditVerdict>
}

interface Http {
  get<T>(path: string, query?: Record<string, string | number | boolean | undefined>): Promise<T>
  send<T>(method: string, path: string, body: unknown): Promise<T>
}

/** The same over HTTP. */
export function liveAccess({ get, send }: Http): AccessClient {
  const account = (name: string) => `/api/v1/accounts/${encodeURIComponent(name)}`
  const whose = (name: string | undefined) => (name ? `?account=${encodeURIComponent(name)}` : '')
  return {
    whoami: () => get('/api/v1/whoami'),
    signIn(proof) {
      if ('token' in proof) return send('POST', '/api/v1/sessions/by-token', proof)
      if ('invitation' in proof) {
        const { invitation, password } = proof
        return send('POST', '/api/v1/sessions/by-invitation', { secret: invitation, password })
      }
      return send('POST', '/api/v1/sessions', proof)
    },
    signInWays: () => get('/api/v1/sessions/ways'),
    beginOpenId: (invitation) => send('POST', '/api/v1/sessions/openid', { invitation }),
    signOut: () => send('DELETE', '/api/v1/sessions/current', {}),
    setUp: (secret, name, password) =>
      send('POST', '/api/v1/setup', { secret, account: name, password }),
    changePassword: (current, password) => send('POST', '/api/v1/password', { current, password }),

    sessions: (of) => get('/api/v1/sessions', { account: of }),
    endSession: (id, of) =>
      send('DELETE', `/api/v1/sessions/${encodeURIComponent(id)}${whose(of)}`, {}),
    identities: (of) => get('/api/v1/identities', { account: of }),
    unlinkIdentity: (id, of) =>
      send('DELETE', `/api/v1/identities/${encodeURIComponent(id)}${whose(of)}`, {}),
    tokens: (of) => get('/api/v1/tokens', { account: of }),
    addToken: (label, days, name, scopes) =>
      send('POST', `/api/v1/tokens${whose(name)}`, { label, days, scopes }),
    removeToken: (id, of) =>
      send('DELETE', `/api/v1/tokens/${encodeURIComponent(id)}${whose(of)}`, {}),
    logins: (of) =>
      get('/api/v1/logins', of === undefined ? {} : 'everybody' in of ? { all: true, limit: 200 } : of),

    invite: (uses, hours, approval) =>
      send('POST', '/api/v1/invitations', { uses, hours, approval }),
    approveDevice: (id, approved) =>
      send('POST', `/api/v1/devices/${encodeURIComponent(id)}/approval`, { approved }),
    invitations: () => get('/api/v1/invitations'),
    withdrawInvitation: (id) =>
      send('DELETE', `/api/v1/invitations/${encodeURIComponent(id)}`, {}),

    accounts: (query) => get('/api/v1/accounts', { ...query }),
    account: (name) => get(account(name)),
    addAccount: (name, roles) => send('POST', '/api/v1/accounts', { name, roles }),
    changeAccount: (name, change) => send('PATCH', account(name), change),
    inviteAccount: (name) => send('POST', `${account(name)}/invite`, {}),
    use: (name) => get(`${account(name)}/use`),
    audit: (query) => get('/api/v1/audit', { ...query }),
    verifyAudit: () => get('/api/v1/audit/verification'),
  }
}
