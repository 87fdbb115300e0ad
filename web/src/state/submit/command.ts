/** Splits a command line into program and arguments, as a shell would for quotes and backslashes. */
export function splitCommand(line: string): string[] {
  const words: string[] = []
  let word = ''
  let isWord = false
  let quote = ''
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!
    if (quote) {
      if (c === quote) quote = ''
      else if (c === '\\' && quote === '"' && i + 1 < line.length) word += line[++i]
      else word += c
    } else if (c === '"' || c === "'") {
      quote = c
      isWord = true
    } else if (c === '\\' && i + 1 < line.length) {
      word += line[++i]
      isWord = true
    } else if (/\s/.test(c)) {
      if (isWord) words.push(word)
      word = ''
      isWord = false
    } else {
      word += c
      isWord = true
    }
  }
  if (isWord) words.push(word)
  return words
}

/** The line that splits into these words. */
export function joinCommand(words: readonly string[]): string {
  return words.map(quoted).join(' ')
}

function quoted(word: string): string {
  if (word !== '' && /^[\w@%+=:,./{}<>-]+$/.test(word)) return word
  return `'${word.replaceAll("'", `'\\''`)}'`
}
