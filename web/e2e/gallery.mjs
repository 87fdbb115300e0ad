// Every view in both languages and both themes, narrow and wide: it fits, axe finds nothing, and a
// picture of it is kept for people to look at.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { accessible, fits, signIn, step, told, visit } from './visit.mjs'

const LOOKS = [
  { language: 'en-US', theme: 'light', width: 1920 },
  { language: 'en-US', theme: 'dark', width: 360 },
  { language: 'zh-CN', theme: 'light', width: 360 },
  { language: 'zh-CN', theme: 'dark', width: 1920 },
]

export async function gallery(browser, views) {
  await mkdir(told.out, { recursive: true })
  await Promise.all(LOOKS.map((look) => show(browser, look, views)))
}

async function show(browser, look, views) {
  const visitor = await visit(browser, { ...look, height: look.width < 600 ? 760 : 1000 })
  const { page } = visitor
  await signIn(visitor)
  for (const [name, path] of Object.entries(views)) {
    const what = `${name} ${look.language} ${look.theme} ${look.width}`
    await step(visitor, what, async () => {
      const open = async () => {
        await visitor.go(path)
        await page.locator('main h1').waitFor()
      }
      await (name === 'gone' ? visitor.inTrouble(open) : open())
      await page.locator('main [role=status]', { hasText: /Loading|正在加载/ }).first().waitFor({ state: 'detached' })
      await page.evaluate(() => document.fonts.ready)
      await fits(page, what)
      await accessible(page, what)
      const file = `${name}-${look.language.slice(0, 2)}-${look.theme}-${look.width}.png`
      await page.screenshot({ path: join(told.out, file), fullPage: true })
    })
  }
  await step(visitor, `no fault in ${look.language} ${look.theme}`, () => visitor.close())
}
