import type { StreamEvent } from './client'

/** What a comment becomes: it says nothing but that the connection lives. */
export const STILL_HERE: StreamEvent = { event: 'still-here', data: '' }

/**
 * Reads server-sent events from the body of an answer. An EventSource cannot send the
 * Authorization header, so the portal reads the stream itself.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<StreamEvent, void, undefined> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true })
      const blocks = rest.split(/\r?\n\r?\n/)
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        yield parseBlock(block) ?? STILL_HERE
      }
      if (done) return
    }
  } finally {
    await reader.cancel().catch(() => {
      // The stream broke before; whoever reads it was told by read().
    })
  }
}

/** One event; comments are none. */
export function parseBlock(block: string): StreamEvent | undefined {
  let event = 'message'
  const data: string[] = []
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith('event:')) event = line.slice(6).trim()
    else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''))
  }
  return data.length > 0 ? { event, data: data.join('\n') } : undefined
}
