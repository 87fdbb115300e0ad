/** The records of the wire, named; all of them come from the coordinator's OpenAPI document. */
import type { components, operations } from './schema'

type Content<R> = R extends { content: infer C } ? C[keyof C] : never

/** What an operation answers when it succeeds. */
type Answer<O extends keyof operations, S extends number> = operations[O] extends {
  responses: infer R
}
  ? S extends keyof R
    ? Content<R[S]>
    : never
  : never

/** The document describes maps without their values. */
export type Labels = Record<string, string>

type DeviceSchema = components['schemas']['DeviceView']
type FactsSchema = NonNullable<DeviceSchema['facts']>

export type DeviceFacts = Omit<FactsSchema, 'labels'> & { labels: Labels }
export type Device = Omit<DeviceSchema, 'facts'> & { facts?: DeviceFacts }
export type Hardware = NonNullable<FactsSchema['hardware']>
export type DevicePage = { items: Device[]; next?: string }
export type Forecast = Answer<'getDevicesIdForecast', 200>

type JobSchema = components['schemas']['JobView']
export type Job = Omit<JobSchema, 'labels'> & { labels: Labels }
export type JobPage = { items: Job[]; next?: string }
export type UnitCounts = Job['units']
export type JobFile = components['schemas']['JobFile']
export type JobExplanation = Answer<'getJobsIdExplain', 200>
export type JobPreview = Answer<'postJobs', 200>
export type JobReceipt = Answer<'postJobs', 202>
export type UnitPage = Answer<'getJobsIdUnits', 200>
export type Unit = components['schemas']['UnitView']
export type UnitLog = Answer<'getJobsIdUnitsUnitLog', 200>
export type ResultManifest = Answer<'getJobsIdResults', 200>
export type ResultItem = ResultManifest['items'][number]

export type GridSystem = Answer<'getSystem', 200>
export type Whoami = Answer<'getWhoami', 200>
export type Account = components['schemas']['AccountView']
export type AccountPage = Answer<'getAccounts', 200>
export type Token = components['schemas']['TokenView']
export type NewToken = components['schemas']['Created']
export type Invitation = Answer<'postInvitations', 201>
export type Artifact = components['schemas']['ArtifactView']
export type ArtifactPage = Answer<'getArtifacts', 200>
export type BlobState = components['schemas']['BlobView']
export type ProblemDocument =
  components['responses']['problem']['content']['application/problem+json']

export type Duty = 'LEND' | 'DRAIN' | 'PAUSE'
export type Right =
  | 'SUBMIT_JOBS'
  | 'SEE_ALL_JOBS'
  | 'CONTROL_ALL_JOBS'
  | 'SEE_DEVICES'
  | 'CONTROL_ALL_DEVICES'
  | 'INVITE_DEVICES'
  | 'MANAGE_ACCOUNTS'
  | 'SEE_SYSTEM'

/** The stream's records are not in the document, which describes answers: they are written here. */
export interface Overview {
  at: string
  devices: GridSystem['devices']
  activeJobs: number
  units: { waiting: number; running: number; done: number; failed: number }
  harvest: { cpuSeconds: number; outputs: number }
  /** What owners were promised and got over the last days, of all devices together. */
  promise: Device['promise']['lately']
  /** Devices whose promises break more often than chance explains. */
  brokenPromises: number
  recent: Happening[]
}

/** A job or device that came into another state. */
export interface Happening {
  at: string
  kind: 'job' | 'device'
  id: string
  name: string
  state: string
}

/** Ids of what changed; `more` when so many did that all must be looked at anew. */
export interface Changed {
  ids: string[]
  more: boolean
}
