import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { describe, expect, it, vi } from 'vitest'
import type { Component } from 'vue'
import type { GridClient } from '@/api/client'
import { provideClient } from '@/api/client'
import { Problem } from '@/api/problem'
import { recordedClient } from '@/api/recorded'
import AccountWaysIn from '@/components/access/AccountWaysIn.vue'
import ApprovalsCard from '@/components/access/ApprovalsCard.vue'
import IdentitiesCard from '@/components/access/IdentitiesCard.vue'
import OpenIdButton from '@/components/access/OpenIdButton.vue'
import StorageCard from '@/components/access/StorageCard.vue'
import UploadsCard from '@/components/access/UploadsCard.vue'
import { i18n } from '@/i18n'
import * as openId from '@/state/openId'
import { PATIENTLY } from './patience'

const START = Date.UTC(2026, 10, 2, 12)

async function show(component: Component, client: GridClient, props: object = {}) {
  const wrapper = mount(component, {
    props,
    global: {
      plugins: [{ install: (app) => provideClient(app, client) }, createPinia(), i18n],
    },
  })
  await flushPromises()
  return wrapper
}

/** Answers the question that is asked first. */
async function sayYes(): Promise<void> {
  await vi.waitFor(() => expect(document.querySelector('.el-dialog .danger')).not.toBeNull(), PATIENTLY)
  document.querySelector<HTMLButtonElement>('.el-dialog .danger')!.click()
  await flushPromises()
}

const recorded = () => recordedClient({ moving: false, start: START })

describe('signing in with an OpenID provider', () => {
  it('is offered only where there is one', async () => {
    const client = recorded()
    client.signInWays = async () => ({})

    const wrapper = await show(OpenIdButton, client, { next: '/' })

    expect(wrapper.find('button').exists()).toBe(false)
  })

  it('sends the browser there with the invitation and keeps where to go on', async () => {
    const client = recorded()
    const begin = vi
      .spyOn(client, 'beginOpenId')
      .mockResolvedValue({ address: 'https://id.example.org/authorize?x=1' })
    const leave = vi.spyOn(openId, 'leaveFor').mockImplementation(() => {})

    const wrapper = await show(OpenIdButton, client, { next: '/devices', invitation: 'igp_x' })
    expect(wrapper.text()).toContain('Example ID')
    await wrapper.get('button').trigger('click')
    await flushPromises()

    expect(begin).toHaveBeenCalledWith('igp_x')
    expect(leave).toHaveBeenCalledWith('https://id.example.org/authorize?x=1', '/devices')
    leave.mockRestore()
  })

  it('tells what is wrong when the provider is away', async () => {
    const client = recorded()
    const away = new Problem({ code: 'openid.unavailable', status: 503, detail: 'away' })
    client.beginOpenId = async () => {
      throw away
    }

    const wrapper = await show(OpenIdButton, client, { next: '/' })
    await wrapper.get('button').trigger('click')
    await flushPromises()

    expect(wrapper.emitted('failed')).toEqual([[away]])
    expect(wrapper.get('button').attributes('disabled')).toBeUndefined()
  })

  it('remembers once where this tab wanted to go on', () => {
    sessionStorage.setItem('idlegrid.openid.next', '/jobs')

    expect([openId.cameBack(), openId.cameBack()]).toEqual(['/jobs', undefined])
  })
})

describe('devices that wait for approval', () => {
  it('are let in or refused one by one, and the list is absent when none waits', async () => {
    const client = recorded()
    const first = (await client.devices({ limit: 2 })).items
    let waiting = first.map((device) => ({ ...device, state: 'pending' }))
    client.devices = async () => ({ items: waiting })
    const approve = vi.spyOn(client, 'approveDevice').mockImplementation(async (id) => {
      waiting = waiting.filter((device) => device.id !== id)
    })

    const wrapper = await show(ApprovalsCard, client)
    expect(wrapper.findAll('tbody tr')).toHaveLength(2)
    await wrapper.findAll('button')[0]!.trigger('click')
    await flushPromises()
    await wrapper.findAll('button')[1]!.trigger('click')
    await flushPromises()

    expect(approve.mock.calls).toEqual([
      [first[0]!.id, true],
      [first[1]!.id, false],
    ])
    expect(wrapper.find('section').exists()).toBe(false)
  })
})

describe('what is stored', () => {
  it('can be deleted where nothing uses it, after a question', async () => {
    const client = recorded()
    const deleted = vi.spyOn(client, 'deleteBlob')
    const wrapper = await show(UploadsCard, client)
    const rows = () => wrapper.findAll('tbody tr')
    expect(rows().map((row) => row.find('button').exists())).toEqual([true, false, false])

    await rows()[0]!.get('button').trigger('click')
    expect(deleted).not.toHaveBeenCalled()
    await sayYes()

    expect(deleted).toHaveBeenCalledExactlyOnceWith('3a'.repeat(32))
    expect(rows()).toHaveLength(2)
    wrapper.unmount()
  })

  it('is told by kind and by account to whoever runs the grid', async () => {
    const wrapper = await show(StorageCard, recorded())

    expect(wrapper.findAll('dd').map((each) => each.text())).toContain('2.3 GiB')
    expect(wrapper.findAll('tbody tr').map((row) => row.find('td').text())).toEqual(['lin', 'ada'])
  })
})

describe('how an account gets in', () => {
  it('is shown to whoever manages it, who takes a token away after a question', async () => {
    const client = recorded()
    const removed = vi.spyOn(client, 'removeToken')
    const wrapper = await show(AccountWaysIn, client, { account: 'lin' })
    expect(wrapper.findAll('tbody tr').map((row) => row.findAll('td')[1]!.text())).toEqual(['night runs'])

    await wrapper.get('tbody button').trigger('click')
    expect(removed).not.toHaveBeenCalled()
    await sayYes()

    expect(removed).toHaveBeenCalledExactlyOnceWith('77b0c1d2e4b5', 'lin')
    expect(wrapper.text()).toContain('No browser is signed in to it')
    wrapper.unmount()
  })

  it('asks for browsers, identities and sign-ins of that account too', async () => {
    const client = recorded()
    const asked = [vi.spyOn(client, 'sessions'), vi.spyOn(client, 'identities'), vi.spyOn(client, 'tokens')]
    const logins = vi.spyOn(client, 'logins')

    const wrapper = await show(AccountWaysIn, client, { account: 'ada' })

    for (const each of asked) expect(each).toHaveBeenCalledWith('ada')
    expect(logins).toHaveBeenCalledWith({ account: 'ada' })
    expect(wrapper.text()).toContain('Safari on iPhone')
    expect(wrapper.text()).toContain('248289761001')
    wrapper.unmount()
  })
})

describe('identities of a provider', () => {
  it('are shown and unlinked', async () => {
    const client = recorded()
    const wrapper = await show(IdentitiesCard, client)
    expect(wrapper.text()).toContain('https://id.example.org')

    await wrapper.get('tbody button').trigger('click')
    expect(wrapper.find('table').exists()).toBe(true)
    await sayYes()

    expect(wrapper.find('table').exists()).toBe(false)
    wrapper.unmount()
  })

  it('say why the last way to sign in stays', async () => {
    const client = recorded()
    client.unlinkIdentity = async () => {
      throw new Problem({ code: 'identity.last', status: 409, detail: 'no other way to sign in' })
    }
    const wrapper = await show(IdentitiesCard, client)

    await wrapper.get('tbody button').trigger('click')
    await sayYes()

    expect(wrapper.get('[role=alert]').text()).toContain('no other way to sign in')
    expect(wrapper.findAll('tbody tr')).toHaveLength(1)
    wrapper.unmount()
  })
})
