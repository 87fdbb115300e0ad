import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { Right, Whoami } from '@/api/wire'
import { useClient } from '@/api/client'
import { Problem } from '@/api/problem'

const KEY = 'idlegrid.token'

/** The token that the client shows; outside of the store because the client exists before it. */
const token = ref(sessionStorage.getItem(KEY) ?? '')

export function currentToken(): string {
  return token.value
}

export function keepToken(value: string): void {
  token.value = value
  if (value) sessionStorage.setItem(KEY, value)
  else sessionStorage.removeItem(KEY)
}

/** Who is looking, and what they may do. */
export const useSession = defineStore('session', () => {
  const client = useClient()
  const who = ref<Whoami>()
  const problem = ref<Problem>()
  /** Whether a token was refused that had been good before. */
  const hasExpired = ref(false)

  const isSignedIn = computed(() => token.value !== '')

  async function signIn(secret: string): Promise<boolean> {
    keepToken(secret.trim())
    problem.value = undefined
    try {
      who.value = await client.whoami()
      hasExpired.value = false
      return true
    } catch (error) {
      problem.value = Problem.of(error)
      if (problem.value.status === 401) keepToken('')
      return false
    }
  }

  /** Asks once who a token kept from before speaks for. */
  async function resume(): Promise<void> {
    if (who.value || !isSignedIn.value) return
    await signIn(token.value)
  }

  function signOut(): void {
    keepToken('')
    who.value = undefined
  }

  function expire(): void {
    if (who.value) hasExpired.value = true
    signOut()
  }

  function may(right: Right): boolean {
    return who.value?.rights.includes(right) ?? false
  }

  /** Everybody may control what is theirs. */
  function mayTouch(account: string, right: Right): boolean {
    return who.value?.account === account || may(right)
  }

  return { who, problem, hasExpired, isSignedIn, signIn, resume, signOut, expire, may, mayTouch }
})
