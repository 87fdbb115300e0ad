import { inject, type App, type InjectionKey } from 'vue'
import type { AccessClient } from './access'
import type {
  Artifact,
  ArtifactPage,
  BlobState,
  Device,
  DeviceHours,
  DeviceNeed,
  DevicePage,
  DeviceSelection,
  Duty,
  EndedAttemptPage,
  Forecast,
  FormerDevice,
  FormerDevicePage,
  GridStorage,
  GridSystem,
  Job,
  JobExplanation,
  JobPage,
  JobPreview,
  JobReceipt,
  ResultManifest,
  Service,
  StoredBlobPage,
  UnitLog,
  UnitMap,
  UnitPage,
  UnitsRetried,
  Unit,
} from './wire'

/** One message of a stream. */
export interface StreamEvent {
  event: string
  data: string
}

export type Stream = AsyncIterable<StreamEvent>

/** What a page of a list is asked for with. */
export interface PageQuery {
  cursor?: string
  limit?: number
}

/** A download under way: its bytes as they come. */
export interface Download {
  name: string
  size: number | undefined
  body: ReadableStream<Uint8Array>
}

/**
 * Everything that the portal asks of a coordinator. There are two: the live one speaks HTTP, the
 * recorded one replays a grid, so that every view works without a coordinator.
 */
export interface GridClient extends AccessClient {
  system(): Promise<GridSystem>
  /** What takes the space. */
  storage(): Promise<GridStorage>

  devices(query?: PageQuery & { state?: string }): Promise<DevicePage>
  device(id: string): Promise<Device>
  changeDevice(id: string, change: { duty?: Duty; risk?: number; hours?: DeviceHours; pauseSeconds?: number }): Promise<Device>
  /** For good; answers what stays of it. */
  removeDevice(id: string): Promise<FormerDevice>
  removedDevices(query?: PageQuery): Promise<FormerDevicePage>
  forecast(id: string): Promise<Forecast>
  /** What ran on a device, newest first. */
  attempts(id: string, query?: PageQuery): Promise<EndedAttemptPage>
  /** Which devices suit a need now, and why not the others. */
  selectDevices(need: DeviceNeed): Promise<DeviceSelection>

  jobs(query?: PageQuery & { state?: string; owner?: string; text?: string }): Promise<JobPage>
  job(id: string): Promise<Job>
  cancelJob(id: string): Promise<Job>
  /** A job that is over, with its logs and results. */
  deleteJob(id: string): Promise<void>
  /** A job of type `service`, with its replicas. */
  service(id: string): Promise<Service>
  explain(id: string, unit?: number): Promise<JobExplanation>
  units(id: string, query?: PageQuery & { state?: string }): Promise<UnitPage>
  /** Units of a range counted in at most so many cells. */
  unitMap(id: string, range: { cells: number; from: number; to?: number }): Promise<UnitMap>
  /** Tries failed units again, all of them when none are named. */
  retryUnits(id: string, units?: number[]): Promise<UnitsRetried>
  unit(id: string, unit: number): Promise<Unit>
  unitLog(id: string, unit: number): Promise<UnitLog>

  results(id: string, query?: PageQuery): Promise<ResultManifest>
  /** The first bytes of one output file. */
  resultStart(id: string, unit: number, path: string, bytes: number): Promise<Uint8Array>
  download(path: string, from: number, signal: AbortSignal): Promise<Download>

  preview(file: string): Promise<JobPreview>
  submit(file: string, idempotencyKey: string): Promise<JobReceipt>

  blobState(sha256: string): Promise<BlobState>
  putPiece(
    sha256: string,
    piece: Blob,
    offset: number,
    total: number,
    signal: AbortSignal,
  ): Promise<BlobState>
  /** What the account uploaded, and what uses it. */
  blobs(query?: PageQuery): Promise<StoredBlobPage>
  deleteBlob(sha256: string): Promise<void>
  artifacts(query?: PageQuery): Promise<ArtifactPage>
  nameArtifact(name: string, kind: string, sha256: string): Promise<Artifact>

  /** Everything that changes in the grid. */
  gridEvents(signal: AbortSignal): Stream
  /** Progress of one job, until it is over. */
  jobEvents(id: string, signal: AbortSignal): Stream
  /** The log of a running unit; a whole log as one event when it is over. */
  followLog(id: string, unit: number, signal: AbortSignal): Stream
}

const key: InjectionKey<GridClient> = Symbol('grid client')

export function provideClient(app: App, client: GridClient): void {
  app.provide(key, client)
}

/** The client of this application; stores and composables ask for it while they are set up. */
export function useClient(): GridClient {
  const client = inject(key)
  if (!client) throw new Error('no grid client was provided')
  return client
}

/** A part of an address that a shell leaves alone as well: names of files come from strangers. */
function part(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Addresses of a job's results, for downloads and for lines to copy. */
export const resultPath = {
  file: (job: string, unit: number, path: string) =>
    `/api/v1/jobs/${encodeURIComponent(job)}/results/files/${unit}/${path
      .split('/')
      .map(part)
      .join('/')}`,
  concat: (job: string) => `/api/v1/jobs/${encodeURIComponent(job)}/results/concat`,
  /** Of all units, or of some. */
  zip: (job: string, units: readonly number[] = []) =>
    `/api/v1/jobs/${encodeURIComponent(job)}/results/archive.zip${units.length > 0 ? `?units=${units.join(',')}` : ''}`,
}
