import { vi } from 'vitest'
import { speak } from '@/i18n'

// What jsdom lacks of a browser; nothing of it decides anything here.
window.matchMedia = (query: string) =>
  ({
    matches: query.includes('reduced-motion'),
    media: query,
    addEventListener: () => {},
    removeEventListener: () => {},
  }) as unknown as MediaQueryList
window.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
}
window.scrollTo = () => {}
HTMLCanvasElement.prototype.getContext = () => null
vi.mock('@/components/parts/charts', () => ({
  init: () => ({ setOption: () => {}, resize: () => {}, dispose: () => {} }),
}))

await speak('zh')
await speak('en')
