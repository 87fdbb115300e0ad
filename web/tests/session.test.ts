import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp } from 'vue'
import { provideClient } from '@/api/client'
import { liveClient } from '@/api/live'
import { recordedClient } from '@/api/recorded'
import { useSession } from '@/state/session'
import { DRAFT, keepFiles, keptFiles } from '@/state/submit/kept'

function problem(status: number, code: string): Response {
  return new Response(JSON.stringify({ code, detail: code, status }), { status })
}

afterEach(() => vi.unstubAllGlobals())

describe('what somebody was at', () => {
  const client = recordedClient({ moving: false })
  const me = client.whoami
  const app = createApp({}).use(createPinia())
  provideClient(app, client)
  const session = app.runWithContext(() => useSession())

  beforeEach(async () => {
    client.whoami = me
    session.leave()
    await client.signIn({ account: 'ada', password: 'seven quiet cameras' })
    await session.resume()
    sessionStorage.setItem(DRAFT, 'env: {KEY: secret}')
    keepFiles('code', [{ path: 'a', file: new File(['a'], 'a') }])
  })

  const left = () => [sessionStorage.getItem(DRAFT), keptFiles('code').length]

  it('is there for whoever comes back', async () => {
    session.leave()
    await session.resume()

    expect(left()).toEqual(['env: {KEY: secret}', 1])
  })

  it('is gone when they sign out', async () => {
    await session.signOut()

    expect(left()).toEqual([null, 0])
  })

  it('is nothing to the next account in the same tab', async () => {
    session.leave()
    client.whoami = async () => ({ ...(await me()), account: 'lin' })
    await session.resume()

    expect(left()).toEqual([null, 0])
  })

  it('does not go on in the name of another account', async () => {
    const goesOn = session.expire()
    client.signIn = async () => ({ ...(await me()), account: 'lin' })

    await session.signIn({ token: 'igt_lin' })

    expect(await goesOn).toBe(false)
  })
})

describe('the live client', () => {
  it('goes on with an upload once somebody signed in again', async () => {
    const fetched = vi
      .fn<(path: string, init: RequestInit) => Promise<Response>>()
      .mockResolvedValueOnce(problem(401, 'access.token'))
      .mockResolvedValueOnce(new Response('{"complete":true}'))
    vi.stubGlobal('fetch', fetched)
    let csrf = 'old'
    const client = liveClient(
      () => csrf,
      async () => {
        csrf = 'new'
        return true
      },
    )

    const state = await client.putPiece('ab', new Blob(['x']), 0, 1, new AbortController().signal)

    expect(state.complete).toBe(true)
    const shown = fetched.mock.calls.map(([, init]) => new Headers(init.headers).get('X-CSRF-Token'))
    expect(shown).toEqual(['old', 'new'])
    expect(fetched.mock.calls[1]![1].body).toBeInstanceOf(Blob)
  })

  it('gives up when nobody signs in', async () => {
    vi.stubGlobal('fetch', async () => problem(401, 'access.token'))
    const client = liveClient(
      () => '',
      async () => false,
    )

    await expect(client.system()).rejects.toMatchObject({ status: 401 })
  })

  it('does not ask again when a password was wrong', async () => {
    vi.stubGlobal('fetch', async () => problem(401, 'signin.wrong'))
    const refused = vi.fn(async () => true)
    const client = liveClient(() => '', refused)

    await expect(client.signIn({ account: 'ada', password: 'x' })).rejects.toMatchObject({
      code: 'signin.wrong',
    })
    expect(refused).not.toHaveBeenCalled()
  })

  it('shows no token and relies on the cookie', async () => {
    const fetched = vi
      .fn<(path: string, init: RequestInit) => Promise<Response>>()
      .mockResolvedValue(new Response('{}'))
    vi.stubGlobal('fetch', fetched)

    await liveClient(
      () => 'c',
      async () => false,
    ).system()

    const init = fetched.mock.calls[0]![1]
    expect(init.credentials).toBe('same-origin')
    expect(new Headers(init.headers).get('Authorization')).toBeNull()
    expect(new Headers(init.headers).get('X-CSRF-Token')).toBeNull()
  })
})
