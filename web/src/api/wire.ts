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

type FactsSchema = NonNullable<Device['facts']>

export type Device = components['schemas']['DeviceView']
export type DeviceHours = components['schemas']['Hours']
export type DeviceFacts = FactsSchema
export type Hardware = NonNullable<FactsSchema['hardware']>
export type DevicePage = { items: Device[]; next?: string }
export type EndedAttemptPage = Answer<'getDevicesIdAttempts', 200>
export type EndedAttempt = EndedAttemptPage['items'][number]
export type Forecast = Answer<'getDevicesIdForecast', 200>
/** What stays of a device that was removed. */
export type FormerDevice = Answer<'deleteDevicesId', 200>
export type FormerDevicePage = Answer<'getRemovedDevices', 200>
export type DeviceNeed = operations['postDevicesSelect']['requestBody']['content']['application/json']
export type DeviceSelection = Answer<'postDevicesSelect', 200>

export type Job = components['schemas']['JobView']
export type JobPage = { items: Job[]; next?: string }
export type UnitCounts = Job['units']
/** A group of services and its replicas. */
export type Service = components['schemas']['ServiceView']
export type JobFile = components['schemas']['JobFile']
export type JobExplanation = Answer<'getJobsIdExplain', 200>
export type JobPreview = Answer<'postJobs', 200>
export type JobReceipt = Answer<'postJobs', 202>
export type UnitPage = Answer<'getJobsIdUnits', 200>
export type Unit = components['schemas']['UnitView']
export type UnitMap = Answer<'getJobsIdUnitsMap', 200>
export type UnitsRetried = Answer<'postJobsIdUnitsRetry', 200>
export type UnitLog = Answer<'getJobsIdUnitsUnitLog', 200>
export type ResultManifest = Answer<'getJobsIdResults', 200>
export type ResultItem = ResultManifest['items'][number]

export type GridSystem = Answer<'getSystem', 200>
export type Whoami = Answer<'getWhoami', 200>
export type Account = components['schemas']['AccountView']
export type AccountPage = Answer<'getAccounts', 200>
export type Quota = components['schemas']['QuotaView']
export type QuotaUse = Answer<'getAccountsNameUse', 200>
export type Invite = Answer<'postAccountsNameInvite', 201>
export type Token = components['schemas']['TokenView']
export type NewToken = Answer<'postTokens', 201>
export type SessionItem = Answer<'getSessions', 200>['items'][number]
export type SignInWays = Answer<'getSessionsWays', 200>
export type SignInAddress = Answer<'postSessionsOpenid', 200>
export type LoginTry = Answer<'getLogins', 200>['items'][number]
export type AuditEntry = AuditPage['items'][number]
export type AuditPage = Answer<'getAudit', 200>
export type AuditVerdict = Answer<'getAuditVerification', 200>
export type Invitation = Answer<'postInvitations', 201>
export type InvitationItem = Answer<'getInvitations', 200>['items'][number]
export type StoredBlobPage = Answer<'getBlobs', 200>
export type StoredBlob = StoredBlobPage['items'][number]
export type GridStorage = Answer<'getSystemStorage', 200>
export type AccountStorage = GridStorage['accounts'][number]
export type IdentityItem = Answer<'getIdentities', 200>['items'][number]
export type Artifact = components['schemas']['ArtifactView']
export type ArtifactPage = Answer<'getArtifacts', 200>
export type BlobState = components['schemas']['BlobView']
export type ProblemDocument =
  components['responses']['problem']['content']['application/problem+json']

export type Harm = Overview['harmToday']['harm']
export type HarmDay = NonNullable<Device['harm']>[number]
export type DeviceImage = NonNullable<Device['images']>[number]
export type PromiseKept = Device['promise']['lately']

export type Duty = 'LEND' | 'DRAIN' | 'PAUSE'
export type Right =
  | 'SUBMIT_JOBS'
  | 'SEE_ALL_JOBS'
  | 'READ_ALL_RESULTS'
  | 'CONTROL_ALL_JOBS'
  | 'SEE_DEVICES'
  | 'CONTROL_ALL_DEVICES'
  | 'INVITE_DEVICES'
  | 'MANAGE_ACCOUNTS'
  | 'SET_QUOTAS'
  | 'SEE_SYSTEM'
  | 'SEE_AUDIT'

/** Data of the grid's stream: one of these. */
type GridEvent = Answer<'getEvents', 200>
export type Overview = Extract<GridEvent, { recent: unknown }>
/** A job or device that came into another state. */
export type Happening = Overview['recent'][number]
/** Ids of what changed; `more` when so many did that all must be looked at anew. */
export type Changed = Extract<GridEvent, { more: boolean }>
