/** Some days of a week, from a time of the day to another one; past midnight where that is earlier. */
export interface HoursRow {
  days: boolean[]
  from: string
  to: string
}

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const PART = /^([a-z]{3})(?:-([a-z]{3}))?(?:\s+(\d{1,2}:\d{2})-(\d{1,2}:\d{2}))?$/

/** The rows of a week as the coordinator writes it: `mon-fri 18:00-08:00, sat-sun`. */
export function rowsOf(week: string): HoursRow[] {
  const rows: HoursRow[] = []
  for (const part of week.toLowerCase().split(',')) {
    const [, first, last, from = '0:00', to = '0:00'] = PART.exec(part.trim()) ?? []
    const start = DAYS.findIndex((day) => day === first)
    const end = last ? DAYS.findIndex((day) => day === last) : start
    if (start < 0 || end < 0) continue
    const days = DAYS.map((_, day) => (start <= end ? day >= start && day <= end : day >= start || day <= end))
    const row = { days, from: clock(from), to: clock(to) }
    const same = rows.find((each) => each.from === row.from && each.to === row.to)
    if (same) same.days = same.days.map((on, day) => on || days[day]!)
    else rows.push(row)
  }
  return rows
}

/** A week as the coordinator reads it; nothing where no day is chosen. */
export function weekOf(rows: readonly HoursRow[]): string {
  return rows.flatMap(partsOf).join(', ')
}

function partsOf({ days, from, to }: HoursRow): string[] {
  const parts: string[] = []
  for (let first = 0; first < days.length; first++) {
    if (!days[first]) continue
    let last = first
    while (days[last + 1]) last++
    const span = first === last ? DAYS[first]! : `${DAYS[first]!}-${DAYS[last]!}`
    parts.push(from === to ? span : `${span} ${from}-${to}`)
    first = last
  }
  return parts
}

/** As a time box has it: two digits, and midnight at the beginning of the day. */
function clock(text: string): string {
  const [hour = '0', minute = '00'] = text.split(':')
  return `${String(Number(hour) % 24).padStart(2, '0')}:${minute}`
}

/** Names of the days, the first of them Monday's. */
export function namesOfDays(language: string, weekday: 'narrow' | 'short' | 'long'): string[] {
  const format = new Intl.DateTimeFormat(language, { weekday, timeZone: 'UTC' })
  return DAYS.map((_, day) => format.format(Date.UTC(2024, 0, 1 + day)))
}

/** A week in the reader's words: `Mon–Fri 18:00–08:00, Sat–Sun`. */
export function wordsOf(week: string, language: string): string {
  const names = namesOfDays(language, 'short')
  const said = weekOf(rowsOf(week))
    .replaceAll('-', '–')
    .replaceAll(/[a-z]{3}/g, (word) => names[DAYS.findIndex((day) => day === word)] ?? word)
  return language.startsWith('zh') ? said.replaceAll(', ', '、') : said
}
