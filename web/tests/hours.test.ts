import { flushPromises, mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import HoursForm from '@/components/device/HoursForm.vue'
import { i18n } from '@/i18n'
import { rowsOf, weekOf, wordsOf } from '@/state/hours'

describe('the hours of a week', () => {
  it.each([
    ['mon-fri 18:00-08:00, sat-sun', 'mon-fri 18:00-08:00, sat-sun'],
    ['MON 8:00-9:30', 'mon 08:00-09:30'],
    ['mon 20:00-24:00', 'mon 20:00-00:00'],
    ['mon 01:00-02:00, wed 01:00-02:00', 'mon 01:00-02:00, wed 01:00-02:00'],
    ['sat-mon', 'mon, sat-sun'],
  ])('%s is understood and written again', (week, written) => {
    expect(weekOf(rowsOf(week))).toBe(written)
  })

  it('with the same times are one row', () => {
    expect(rowsOf('mon 01:00-02:00, wed 01:00-02:00')).toHaveLength(1)
  })

  it('are told in the reader’s words', () => {
    expect(wordsOf('mon-fri 18:00-08:00, sun', 'en')).toBe('Mon–Fri 18:00–08:00, Sun')
    expect(wordsOf('mon-fri 18:00-08:00, sun', 'zh')).toBe('周一–周五 18:00–08:00、周日')
  })
})

describe('the form of hours', () => {
  const form = (hours?: { week: string; zone: string }) =>
    mount(HoursForm, { props: { device: 'd-1', hours, busy: false }, global: { plugins: [i18n] } })

  it('begins with the hours that are set, in their zone, and sends what is changed', async () => {
    const shown = form({ week: 'mon-fri 18:00-08:00', zone: 'Europe/Berlin' })
    const save = shown.get('button[type=submit]')
    expect(save.attributes('disabled')).toBeDefined()

    await shown.get('input[aria-label=Saturday]').setValue(true)
    await shown.get('input[aria-label=From]').setValue('20:00')
    await shown.get('form').trigger('submit')

    expect(shown.emitted('set')).toEqual([[{ week: 'mon-sat 20:00-08:00', zone: 'Europe/Berlin' }]])
    expect(shown.text()).toContain('idlegrid device hours d-1 "mon-sat 20:00-08:00" --zone Europe/Berlin')
  })

  it('sends that a device is lent always, and offers nothing that changes nothing', async () => {
    const shown = form({ week: 'sat-sun', zone: 'Asia/Shanghai' })

    await shown.findAll('input[type=radio]')[0]!.setValue(true)
    await shown.get('form').trigger('submit')
    expect(shown.emitted('set')).toEqual([[{ week: 'always', zone: 'Asia/Shanghai' }]])

    await shown.setProps({ hours: undefined })
    await flushPromises()
    expect(shown.get('button[type=submit]').attributes('disabled')).toBeDefined()
  })

  it('does not send a week without a day', async () => {
    const shown = form({ week: 'sat', zone: 'UTC' })

    await shown.get('input[aria-label=Saturday]').setValue(false)

    expect(shown.get('button[type=submit]').attributes('disabled')).toBeDefined()
  })
})
