/** Words of a command as a shell takes them: quoted where they hold more than harmless signs. */
export function shell(...words: (string | number)[]): string {
  return words.map((word) => quoted(String(word))).join(' ')
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
