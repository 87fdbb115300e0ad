import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { Proof } from '@/api/access'
import type { Right, Whoami } from '@/api/wire'
import { useClient } from '@/api/client'
import { Problem } from '@/api/problem'
import { forgetWork, workOf } from './submit/kept'

/** Shown with every change; outside of the store because the client exists before it. */
const csrf = ref('')

export function currentCsrf(): string {
  return csrf.value
}

/** Who is looking, and what they may do. The session itself is a cookie that no script can read. */
export const useSession = defineStore('session', () => {
  const client = useClient()
  const who = ref<Whoami>()
  const problem = ref<Problem>()
  /** Whether the session ended while somebody was at work: they sign in again, and go on. */
  const hasExpired = ref(false)
  let waiting: ((isIn: boolean) => void)[] = []

  const isSignedIn = computed(() => who.value !== undefined)

  function enter(me: Whoami): void {
    // What waits was begun by somebody: it does not go on in another's name.
    const isSame = who.value === undefined || who.value.account === me.account
    csrf.value = me.csrf ?? ''
    who.value = me
    workOf(me.account)
    settle(isSame)
  }

  function settle(isIn: boolean): void {
    problem.value = undefined
    hasExpired.value = false
    const all = waiting
    waiting = []
    all.forEach((each) => each(isIn))
  }

  async function signIn(proof: Proof): Promise<boolean> {
    try {
      enter(await client.signIn(proof))
      return true
    } catch (error) {
      problem.value = Problem.of(error)
      return false
    }
  }

  /** Asks once whether a session from before goes on. */
  async function resume(): Promise<void> {
    if (who.value) return
    try {
      enter(await client.whoami())
    } catch (error) {
      const found = Problem.of(error)
      problem.value = found.status === 401 ? undefined : found
    }
  }

  /** Leaves; what waits for a sign-in is given up. */
  function leave(): void {
    csrf.value = ''
    who.value = undefined
    settle(false)
  }

  async function signOut(): Promise<void> {
    try {
      if (!hasExpired.value) {
        forgetWork()
        await client.signOut()
      }
    } catch (error) {
      problem.value = Problem.of(error)
    } finally {
      leave()
    }
  }

  /** The session was refused: answers once somebody signed in again, or gave up. */
  function expire(): Promise<boolean> {
    if (!who.value) return Promise.resolve(false)
    hasExpired.value = true
    return new Promise((resolve) => waiting.push(resolve))
  }

  function may(right: Right): boolean {
    return who.value?.rights.includes(right) ?? false
  }

  /** Everybody may control what is theirs. */
  function mayTouch(account: string, right: Right): boolean {
    return who.value?.account === account || may(right)
  }

  return { who, problem, hasExpired, isSignedIn, signIn, resume, leave, signOut, expire, may, mayTouch }
})
