import assert from 'node:assert/strict'
import { inflateRawSync } from 'node:zlib'

const END = 0x06054b50
const ENTRY = 0x02014b50
const WIDE = 1
const FULL = 0xffffffff

/** Sizes and places of an entry; where 32 bits are all set, its ZIP64 field has them. */
function placed(bytes, at, [name, extra]) {
  const found = { size: 24, packed: 20, local: 42 }
  let wide = -1
  for (let field = at + 46 + name; field < at + 46 + name + extra; ) {
    if (bytes.readUInt16LE(field) === WIDE) wide = field + 4
    field += 4 + bytes.readUInt16LE(field + 2)
  }
  for (const part of Object.keys(found)) {
    found[part] = bytes.readUInt32LE(at + found[part])
    if (found[part] === FULL && wide >= 0) {
      found[part] = Number(bytes.readBigUInt64LE(wide))
      wide += 8
    }
  }
  return found
}

/** Files of a zip by name; only what the portal downloads: no encryption, few files. */
export function unzip(bytes) {
  let end = bytes.length - 22
  while (end >= 0 && bytes.readUInt32LE(end) !== END) end--
  assert.ok(end >= 0, 'the download is no zip')
  const files = new Map()
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    assert.equal(bytes.readUInt32LE(at), ENTRY)
    const method = bytes.readUInt16LE(at + 10)
    const [name, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field))
    const { packed, local } = placed(bytes, at, [name, extra])
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const content = bytes.subarray(start, start + packed)
    files.set(
      bytes.toString('utf8', at + 46, at + 46 + name),
      method === 0 ? content : inflateRawSync(content),
    )
    at += 46 + name + extra + comment
  }
  return files
}
