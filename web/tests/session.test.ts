import { afterEach, describe, expect, it, vi } from 'vitest'
import { liveClient } from '@/api/live'

function problem(status: number, code: string): Response {
  return new Response(JSON.stringify({ code, detail: code, status }), { status })
}

afterEach(() => vi.unstubAllGlobals())

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
