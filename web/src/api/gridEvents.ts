import type { StreamEvent } from './client'
import type { Changed, Overview } from './wire'

/** What the grid's stream says, told apart. */
export type GridMessage =
  | { kind: 'overview'; overview: Overview }
  | { kind: 'devices'; changed: Changed }
  | { kind: 'jobs'; changed: Changed }
  | { kind: 'other' }

/** A kind of event that this portal does not know is not for it: the coordinator may be newer. */
export function readGridMessage(event: StreamEvent): GridMessage {
  switch (event.event) {
    case 'overview':
      return { kind: 'overview', overview: JSON.parse(event.data) as Overview }
    case 'devices':
      return { kind: 'devices', changed: JSON.parse(event.data) as Changed }
    case 'jobs':
      return { kind: 'jobs', changed: JSON.parse(event.data) as Changed }
    default:
      return { kind: 'other' }
  }
}
