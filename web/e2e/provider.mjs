// An OpenID provider for the steps: it asks nobody for a password, and whoever comes is the same person.
// It says where it is, and ends with its input.
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { createServer } from 'node:http'

const CLIENT = 'portal-steps'
const KEY = 'steps-1'
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const asked = new Map()

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

function idToken(issuer, nonce) {
  const now = Math.floor(Date.now() / 1000)
  const said = [
    part({ alg: 'RS256', kid: KEY, typ: 'JWT' }),
    part({
      iss: issuer,
      sub: 'steps-person',
      aud: CLIENT,
      iat: now,
      exp: now + 300,
      nonce,
      preferred_username: 'vouched',
    }),
  ].join('.')
  return `${said}.${sign('RSA-SHA256', Buffer.from(said), keys.privateKey).toString('base64url')}`
}

async function body(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return new URLSearchParams(Buffer.concat(chunks).toString())
}

const server = createServer(async (request, response) => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  const { pathname, searchParams: query } = new URL(request.url, issuer)
  const answer = (status, value) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value))
  switch (pathname) {
    case '/.well-known/openid-configuration':
      return answer(200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
      })
    case '/keys':
      return answer(200, {
        keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: KEY, alg: 'RS256', use: 'sig' }],
      })
    case '/authorize': {
      const code = randomUUID()
      asked.set(code, query)
      const back = new URL(query.get('redirect_uri'))
      back.search = new URLSearchParams({ code, state: query.get('state'), iss: issuer }).toString()
      return response.writeHead(302, { Location: back.href }).end()
    }
    case '/token': {
      const form = await body(request)
      const before = asked.get(form.get('code'))
      asked.delete(form.get('code'))
      const verifier = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url')
      if (verifier !== before?.get('code_challenge')) return answer(400, { error: 'invalid_grant' })
      return answer(200, {
        token_type: 'Bearer',
        access_token: 'x',
        id_token: idToken(issuer, before.get('nonce')),
      })
    }
    default:
      return answer(404, {})
  }
})

server.listen(0, '127.0.0.1', () => {
  console.log(`provider at http://127.0.0.1:${server.address().port}`)
})
process.stdin.on('end', () => process.exit(0)).resume()
