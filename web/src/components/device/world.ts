/** The outline of the world's land (Natural Earth, public domain), drawn without asking anybody. */
import { geoNaturalEarth1, geoPath } from 'd3-geo'
import land from 'world-atlas/land-110m.json'
import { feature } from 'topojson-client'
import type { Topology } from 'topojson-specification'

export const WIDTH = 960
export const HEIGHT = 430

const world = feature(land as unknown as Topology, 'land')
/** Nobody lends a device in the far south, so the Antarctic is cut off below. */
const projection = geoNaturalEarth1().fitWidth(WIDTH, { type: 'Sphere' })

/** The land as the path of an SVG. */
export const outline = geoPath(projection)(world) ?? ''

/** Where a place is on it. */
export function at(longitude: number, latitude: number): [number, number] {
  return projection([longitude, latitude]) ?? [0, 0]
}
