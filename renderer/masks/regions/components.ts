import type { Rectangle } from '../rectangle'
import type { Spans } from './spans'

/** A connected part of some pixels. */
export interface Component {
  readonly pixels: number
  /** Around it. */
  readonly box: Rectangle
}

export interface Components {
  readonly list: readonly Component[]
  /** By run: the place of its component in the list. */
  readonly ofRun: Int32Array
}

/**
 * The connected parts of runs in the order of `labelSpans`, joined run by run in one pass (union–find). Islands connect by their corners
 * too (8 neighbours); holes, which are what is left between them, only by their sides (4).
 */
export function componentsOf(spans: Spans, neighbours: 4 | 8): Components {
  const count = spans.length / 3
  const parents = Int32Array.from({ length: count }, (_, run) => run)
  const reach = neighbours === 8 ? 1 : 0
  let above = 0
  for (let run = 0; run < count; run++) {
    const row = spans[3 * run]!
    const first = spans[3 * run + 1]! - reach
    const last = spans[3 * run + 2]! + reach
    // Runs that end before this one, or lie higher, touch none of those to come either.
    while (spans[3 * above]! < row - 1 || (spans[3 * above] === row - 1 && spans[3 * above + 2]! < first)) above++
    for (let other = above; spans[3 * other] === row - 1 && spans[3 * other + 1]! <= last; other++) join(parents, run, other)
  }
  return listed(spans, parents)
}

/** The component that holds a pixel, or -1. */
export function componentAt(spans: Spans, { ofRun }: Components, x: number, y: number): number {
  for (let run = 0; run < ofRun.length; run++) if (spans[3 * run] === y && spans[3 * run + 1]! <= x && spans[3 * run + 2]! >= x) return ofRun[run]!
  return -1
}

/** The pixels of the components that are chosen. */
export function spansOf(spans: Spans, { list, ofRun }: Components, isChosen: (component: Component, place: number) => boolean): Spans {
  const chosen = list.map(isChosen)
  const kept: number[] = []
  for (let run = 0; run < ofRun.length; run++) if (chosen[ofRun[run]!]) kept.push(spans[3 * run]!, spans[3 * run + 1]!, spans[3 * run + 2]!)
  return kept
}

/** Numbers in the order of first runs. */
function listed(spans: Spans, parents: Int32Array): Components {
  const ofRun = new Int32Array(parents.length)
  const edges: { pixels: number; left: number; right: number; top: number; bottom: number }[] = []
  for (let run = 0; run < parents.length; run++) {
    const root = rootOf(parents, run)
    const [row, first, last] = [spans[3 * run]!, spans[3 * run + 1]!, spans[3 * run + 2]!]
    // The root is the first run of its component.
    if (root === run) edges.push({ pixels: 0, left: first, right: last, top: row, bottom: row })
    const place = root === run ? edges.length - 1 : ofRun[root]!
    const edge = edges[place]!
    ofRun[run] = place
    edge.pixels += last - first + 1
    edge.left = Math.min(edge.left, first)
    edge.right = Math.max(edge.right, last)
    edge.bottom = row
  }
  const list = edges.map(({ pixels, left, right, top, bottom }) => ({ pixels, box: { x: left, y: top, width: right - left + 1, height: bottom - top + 1 } }))
  return { list, ofRun }
}

/** The earlier root becomes that of both. */
function join(parents: Int32Array, run: number, other: number): void {
  const one = rootOf(parents, run)
  const two = rootOf(parents, other)
  parents[Math.max(one, two)] = Math.min(one, two)
}

function rootOf(parents: Int32Array, run: number): number {
  let root = run
  while (parents[root] !== root) {
    parents[root] = parents[parents[root]!]!
    root = parents[root]!
  }
  return root
}
