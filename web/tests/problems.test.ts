import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { Problem } from '@/api/problem'
import ProblemNote from '@/components/parts/ProblemNote.vue'
import { i18n, speak } from '@/i18n'
import en from '@/locales/en'
import problems from '@/locales/problems.zh'
import said from '@/locales/said.zh'
import zh from '@/locales/zh'
import { PLACE } from '@/state/problemWords'
import { tell as tellIn } from '@/state/said'

const COORDINATOR = '../coordinator/src/main/java'

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? sources(join(folder, entry.name))
      : entry.name.endsWith('.java')
        ? [readFileSync(join(folder, entry.name), 'utf8')]
        : [],
  )
}

/** Literals of the form of a code that are something else: files, series, settings. */
const NO_CODE =
  /^(idlegrid|java|io|cgroup|cpu|pids)\.|\.(jsonl|properties|tar|html|pem|model|speeds|rate|share)$|^(host|grant)\.secret$|^(promises|index)\.json$|^docker\.io$|^device\.(sensors|os|network|memory|labels|java|id|engines|cores|arch|owner)$|^(tls\.options|port\.taken)$/

const codes = [
  ...new Set(
    sources(COORDINATOR).flatMap((text) =>
      [...text.matchAll(/"([a-z][a-z-]*(?:\.[a-z][a-z-]*)+)"/g)]
        .map((match) => match[1]!)
        .filter((code) => !NO_CODE.test(code)),
    ),
  ),
  // Made of parts, or of one word.
  'conflict',
  'internal',
  'invitation.hours',
  'invitation.uses',
  'not-found',
  'query.cells',
  'query.from',
  'query.to',
  'request',
].sort()

/** Their detail holds what a parser, a registry or an engine said, or a value that one of several causes has. */
const NO_VALUE = [
  'access.attempt',
  'access.not-yours',
  'access.scope',
  'body.json',
  'body.missing',
  'build.base',
  'build.engine',
  'data.list',
  'device.pending',
  'job.empty-data',
  'link.origin',
  'openid.token',
  'registry.login',
  'split.nothing',
]

afterEach(() => speak('en'))

describe('problems', () => {
  it('have a meaning in Chinese for every code that the coordinator can send', () => {
    expect(codes.length).toBeGreaterThan(100)
    expect(codes.filter((code) => !(code in problems))).toEqual([])
  })

  it('have no meaning for codes that nobody sends', () => {
    expect(Object.keys(problems).filter((code) => !codes.includes(code))).toEqual([])
  })

  it('name values only that the coordinator gives wherever it sends the code', () => {
    const texts = sources(COORDINATOR)
    // Whatever is refused of a Compose file says where it stands.
    const node = readFileSync(join(COORDINATOR, 'io/idlegrid/coordinator/edge/rest/compose/ComposeNode.java'), 'utf8')
    const ofNodes = [...node.matchAll(/\.with\("(\w+)",/g)].map((match) => match[1]!)
    const named = Object.entries(problems).flatMap(([code, meaning]) =>
      [...meaning.matchAll(PLACE)].map((place) => [code, place[1]!] as const),
    )
    const missing = named.filter(([code, value]) =>
      texts.some((text) =>
        text
          .split(`"${code}"`)
          // A refusal ends with its statement.
          .some(
            (rest, i, parts) =>
              i > 0 &&
              !rest.slice(0, rest.search(/;\n/)).includes(`.with("${value}",`) &&
              !(ofNodes.includes(value) && /[. ]refused\(\s*$/.test(parts[i - 1]!) && code.startsWith('compose.')),
          ),
      ),
    )

    expect(named.length).toBeGreaterThan(25)
    expect(missing).toEqual([])
  })

  it('carry the values that their detail is made with', () => {
    const statements = sources(COORDINATOR).flatMap((text) =>
      [...text.matchAll(/RefusedException\s*\.(?:of|invalid|tooMany)\(|\brefused\(\s*"/g)].map((start) => {
        const rest = text.slice(start.index)
        return rest.slice(0, rest.search(/;\n/)).replaceAll(/"\s*\+\s*"/g, '')
      }),
    )
    const silent = statements
      .filter((each) => !each.includes('.with(') && /\.formatted\(|" \+ | \+ "/.test(each))
      .map((each) => /"([a-z]+(?:[.-][a-z-]+)+)"/.exec(each)?.[1] ?? '')
      // Of nodes of a Compose file, their line and place.
      .filter((code) => code !== '' && !code.startsWith('compose.'))

    expect(statements.length).toBeGreaterThan(150)
    expect([...new Set(silent)].sort()).toEqual(NO_VALUE)
  })

  it('include the reason of every veto, in both languages', () => {
    const veto = readFileSync(join(COORDINATOR, 'io/idlegrid/coordinator/domain/match/Veto.java'), 'utf8')
    const reasons = [...veto.match(/enum Reason \{([\s\S]*?)[;}]/)![1]!.matchAll(/^\s+([A-Z_]+)[,(\s]/gm)].map((match) => match[1]!)

    expect(reasons.length).toBeGreaterThan(15)
    expect(reasons.filter((each) => !(each in en.veto) || !(each in zh.veto))).toEqual([])
  })

  it('that have no code are known sentences, each of them still said by somebody', () => {
    const texts = [...sources(COORDINATOR), ...sources('../worker/src/main/java'), ...sources('../predictor/src/main/java')].join('\n').replaceAll(/"\s*\+\s*"/g, '')
    // The longest run of plain words of each pattern must be in a source.
    const words = said.map(([sentence]) =>
      sentence.source
        .split(/\(\?:|\((?:[^()]|\\[()])*\)|\\S\+|\\d\+|[\^$]|\\/)
        .map((part) => part.replaceAll(/[ ,%<:()]+$|^[ ,%<:()]+/g, ''))
        .reduce((longest, part) => (part.length > longest.length ? part : longest), ''),
    )

    expect(words.filter((each) => !texts.includes(each))).toEqual([])
  })

  it('and sentences are told in Chinese, with their values', async () => {
    await speak('zh')
    const { saidIn } = await import('@/i18n')
    const tell = (text: string) => tellIn(text, saidIn('zh'))

    expect(tell('cancelled by ada')).toBe('由 ada 取消')
    expect(tell('host load 78 % over 1.00 s, enter threshold 50 %')).toBe('主人的负载在 1.00 秒内为 78 %，超过阈值 50 %')
    expect(tell('headroom 12 % < 50 % within 5 min (trees)')).toBe('5 分钟内余量 12 %，少于 50 %（决策树）')
    expect(tell('a unit may make user namespaces of its own, which widens its view of the kernel')).toMatch(/^单元可以创建/)
    expect(
      tell(
        'no device that it names is left: cam (d-1) was removed from the grid at 2026-05-01T08:00:00Z by ada; d-2 was not let in; and 3 more',
      ),
    ).toBe('它指明的设备都已不在：cam（d-1）已于 2026-05-01T08:00:00Z 被 ada 移出网格；d-2 未获准加入；以及另外 3 台')
    expect(tell('Chrome on Linux')).toBe('Linux 上的 Chrome')
    expect(tell('something new')).toBe('something new')
    expect(tell('unit 7 failed for good: FAILED (exit code 137), exited with code 137, as after signal 9')).toBe(
      '单元 7 最终失败：失败（退出码 137）：以代码 137 退出，如同收到信号 9',
    )
    expect(tell('cautious: peak 12.0 % over 600 s of the last day; risk stated by the rule, not measured yet')).toBe(
      '谨慎规则：最近一天内 600 秒的峰值为 12.0%；风险由规则给出，尚未实测',
    )
  })

  const quota = new Problem({
    code: 'quota.storage',
    status: 507,
    detail: 'account ada keeps 9 of 10 bytes: 5 more do not fit',
    hint: 'remove what you do not need',
    values: { used: '2048', leaving: '1024', most: '1048576', further: '5242880' },
  })

  it('are told in the reader’s language, with the coordinator’s words for the values', async () => {
    await speak('zh')

    const note = mount(ProblemNote, { props: { problem: quota }, global: { plugins: [i18n] } })

    expect(note.find('.what').text()).toBe(
      '存储配额不足：已用 2 KiB（其中 1 KiB 已删除、待清除），上限 1 MiB，还需 5 MiB。请删除不用的数据，或请管理员提高配额。',
    )
    expect(note.find('[lang=en]').text()).toBe(quota.message)
    expect(note.text()).not.toContain('remove what')
  })

  it('are told as the coordinator says them in English, and where nobody knows the code', async () => {
    const english = mount(ProblemNote, { props: { problem: quota }, global: { plugins: [i18n] } })
    await speak('zh')
    const newer = new Problem({ code: 'of.tomorrow', status: 400, detail: 'tomorrow is closed' })
    const unknown = mount(ProblemNote, { props: { problem: newer }, global: { plugins: [i18n] } })

    expect(unknown.find('.what').text()).toBe('tomorrow is closed')
    await speak('en')
    expect(english.find('.what').text()).toBe(quota.message)
    expect(english.text()).toContain('remove what you do not need')
  })
})
