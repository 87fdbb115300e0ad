// Takes the OpenAPI document from a running coordinator: IDLEGRID_URL=… npm run openapi
import { writeFile } from 'node:fs/promises'

const url = process.env.IDLEGRID_URL ?? 'http://127.0.0.1:7080'
const answer = await fetch(`${url}/openapi.json`)
if (!answer.ok) {
  console.error(`${url}/openapi.json answered ${answer.status}. Is that a coordinator?`)
  process.exit(1)
}
const document = await answer.json()
await writeFile(new URL('../openapi.json', import.meta.url), JSON.stringify(document, null, 2) + '\n')
console.log(`openapi.json: ${Object.keys(document.paths).length} paths, version ${document.info.version}`)
