/** Words by name, written one a line as `NAME = value`, and read from that. */
export function toLines(words: unknown): string {
  if (typeof words !== 'object' || words === null) return ''
  return Object.entries(words)
    .map(([name, value]) => `${name} = ${String(value)}`)
    .join('\n')
}

/** A line without a sign stands for a name whose value is still to be written. */
export function fromLines(text: string): Record<string, string> | undefined {
  const words: Record<string, string> = {}
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '') continue
    const at = line.includes('=') ? line.indexOf('=') : line.length
    words[line.slice(0, at).trim()] = line.slice(at + 1).trim()
  }
  return Object.keys(words).length > 0 ? words : undefined
}
