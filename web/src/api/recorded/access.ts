import type { AccessClient } from '../access'
import { Problem } from '../problem'
import type { Account, IdentityItem, InvitationItem, SessionItem, Token, Whoami } from '../wire'

interface Recording {
  start: number
  rights: string[]
  /** Whether nobody is signed in at first. */
  signedOut: boolean
}

const DAY = 86_400_000

/** Accounts that are kept in memory. */
export function recordedAccess({ start, rights, signedOut }: Recording): AccessClient {
  const at = (ago: number) => new Date(start - ago).toISOString()
  const me: Whoami = {
    account: 'ada',
    roles: ['administrator'],
    rights,
    scopes: ['all'],
    csrf: 'recorded',
  }
  let isIn = !signedOut
  let tokens: Token[] = [
    {
      id: '3fa0c1d2e4b5',
      account: 'ada',
      label: 'laptop',
      scopes: ['all'],
      createdAt: at(10 * DAY),
      lastUsedAt: at(60_000),
    },
    { id: '9ab0c1d2e4b5', account: 'ada', label: 'ci', scopes: ['read', 'jobs'], createdAt: at(3 * DAY) },
    { id: '77b0c1d2e4b5', account: 'lin', label: 'night runs', scopes: ['jobs'], createdAt: at(2 * DAY), lastUsedAt: at(DAY) },
  ]
  let sessions: SessionItem[] = [
    session('a1b2c3d4e5f6', 'Firefox on Linux', true),
    session('f6e5d4c3b2a1', 'Safari on iPhone', false),
  ]
  let invitations: InvitationItem[] = [
    { id: 'c0ffee00c0ff', owner: 'lin', usesLeft: 3, expiresAt: at(-DAY), approval: false },
  ]
  let identities: IdentityItem[] = [
    { id: '0a1b2c3d4e5f', issuer: 'https://id.example.org', subject: '248289761001', linkedAt: at(4 * DAY) },
  ]
  const accounts: Account[] = [
    { name: 'ada', roles: ['administrator'], createdAt: at(10 * DAY), disabled: false, hasPassword: true, quota: {} },
    {
      name: 'lin',
      roles: ['submitter', 'owner'],
      createdAt: at(6 * DAY),
      disabled: false,
      hasPassword: true,
      quota: { storageBytes: 100 * 2 ** 30, submissionsPerHour: 2000 },
    },
    { name: 'old', roles: ['viewer'], createdAt: at(90 * DAY), disabled: true, hasPassword: false, quota: {} },
  ]

  function session(id: string, client: string, current: boolean): SessionItem {
    return {
      id,
      account: 'ada',
      address: '192.0.2.7',
      client,
      createdAt: at(DAY),
      lastSeenAt: at(60_000),
      expiresAt: at(-DAY),
      current,
    }
  }

  function require(): void {
    if (isIn) return
    throw new Problem({ code: 'access.token', status: 401, detail: 'no valid token was shown' })
  }

  return {
    async whoami() {
      require()
      return me
    },
    async signIn(proof) {
      if ('password' in proof && proof.password === 'wrong') {
        throw new Problem({
          code: 'signin.wrong',
          status: 401,
          detail: 'there is no such account with this password',
        })
      }
      isIn = true
      return me
    },
    async signOut() {
      isIn = false
    },
    signInWays: async () => ({ openId: { name: 'Example ID' } }),
    beginOpenId: async () => ({ address: '#/signin' }),
    async setUp() {},
    async changePassword() {
      isIn = false
    },
    sessions: async (of) => ({ items: sessions.filter((each) => each.account === (of ?? 'ada')) }),
    async endSession(id) {
      sessions = sessions.filter((each) => each.id !== id)
    },
    identities: async (of) => ({ items: of === undefined || of === 'ada' ? identities : [] }),
    async unlinkIdentity(id) {
      identities = identities.filter((each) => each.id !== id)
    },
    tokens: async (of) => ({ items: tokens.filter((each) => each.account === (of ?? 'ada')) }),
    async addToken(label, _days, account, scopes) {
      const token: Token = {
        id: '0123456789ab',
        account: account ?? 'ada',
        label,
        scopes: scopes ?? ['all'],
        createdAt: at(0),
      }
      tokens = [...tokens, token]
      return { secret: 'igt_recorded', token }
    },
    async removeToken(id) {
      tokens = tokens.filter((each) => each.id !== id)
    },
    logins: async () => ({
      items: [
        { at: at(60_000), account: 'ada', address: '192.0.2.7', client: 'Firefox on Linux', way: 'password', success: true },
        { at: at(DAY), account: 'ada', address: '198.51.100.9', client: 'curl/8', way: 'password', success: false },
      ],
    }),
    invite: async (uses, hours) => ({
      code: 'igj_recorded',
      uses,
      expiresAt: at(-hours * 3_600_000),
    }),
    async approveDevice() {},
    invitations: async () => ({ items: invitations }),
    async withdrawInvitation(id) {
      invitations = invitations.filter((each) => each.id !== id)
    },
    accounts: async () => ({ items: accounts }),
    account: async (name) => accounts.find((each) => each.name === name) ?? accounts[0]!,
    addAccount: async (name, roles) => ({
      name,
      roles,
      createdAt: at(0),
      disabled: false,
      hasPassword: false,
      quota: {},
    }),
    async changeAccount(name, change) {
      const found = accounts.find((each) => each.name === name) ?? accounts[0]!
      return Object.assign(found, change)
    },
    inviteAccount: async (account) => ({
      account,
      secret: 'igp_recorded',
      path: '/#/signin?invitation=igp_recorded',
      expiresAt: at(-7 * DAY),
    }),
    use: async (account) => ({
      account,
      quota: { storageBytes: 100 * 2 ** 30, submissionsPerHour: 2000 },
      runningUnits: 12,
      storageBytes: 3 * 2 ** 30,
      submissions: 4,
    }),
    audit: async (query) => ({
      items: [2, 1].filter((sequence) => !query?.text || (sequence === 2 ? 'lin' : 'old').includes(query.text)).map((sequence) => ({
        sequence,
        at: at(sequence * 60_000),
        who: 'ada',
        how: 'session',
        action: 'POST /api/v1/accounts',
        target: sequence === 2 ? 'lin: submitter, owner' : 'old: viewer',
        from: '192.0.2.7',
        outcome: sequence === 2 ? 'done' : 'access.rank',
        previous: 'ab'.repeat(32),
        hash: 'cd'.repeat(32),
      })),
    }),
    verifyAudit: async () => ({ whole: true, entries: 2, head: 'cd'.repeat(32) }),
  }
}
