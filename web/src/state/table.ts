/** A table in text: rows of cells, and whether rows were left out. */
export interface TextTable {
  rows: string[][]
  isCut: boolean
}

const MOST_ROWS = 200
const MOST_COLUMNS = 50

/** Reads comma or tab separated values (RFC 4180); nothing when it is no table of two columns. */
export function tableOf(path: string, text: string): TextTable | undefined {
  const separator = /\.tsv$/i.test(path) ? '\t' : /\.csv$/i.test(path) ? ',' : undefined
  if (!separator) return undefined
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  for (let i = 0; i < text.length && rows.length <= MOST_ROWS; i++) {
    const c = text[i]!
    if (isQuoted) {
      if (c !== '"') cell += c
      else if (text[i + 1] === '"') cell += text[++i]
      else isQuoted = false
    } else if (c === '"' && cell === '') isQuoted = true
    else if (c === separator) {
      row.push(cell)
      cell = ''
    } else if (c === '\n') {
      rows.push([...row, cell.replace(/\r$/, '')])
      row = []
      cell = ''
    } else cell += c
  }
  if (cell || row.length > 0) rows.push([...row, cell])
  if (!rows.some((each) => each.length > 1)) return undefined
  return {
    rows: rows.slice(0, MOST_ROWS).map((each) => each.slice(0, MOST_COLUMNS)),
    isCut: rows.length > MOST_ROWS || rows.some((each) => each.length > MOST_COLUMNS),
  }
}
