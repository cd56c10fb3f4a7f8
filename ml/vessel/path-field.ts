/** [column, row] steps to the eight neighbours; the first four are straight. */
const neighbours = [[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, 1], [1, -1], [-1, -1]] as const
/** Whole-number priorities of the queue per unit of cost × px. */
const resolution = 16
const cheapest = 1 / resolution
const dearest = 60

/**
 * Cheapest 8-connected paths from some pixels to the others (E. W. Dijkstra 1959, with the bucket queue of R. B. Dial, CACM 12 (1969):
 * linear in the number of pixels). A step costs the mean of its two pixels' costs times its length in px. The field spreads only
 * as far as it is asked for, and goes on from there: the nearer the pointer, the sooner the answer.
 */
export class PathField {
  /** Per pixel 1 + the index in `neighbours` of its step back towards its origin; 0 at the origins and where nothing has been. */
  private readonly steps: Uint8Array
  private readonly distances: Float64Array
  private readonly settled: Uint8Array
  private readonly queue = new BucketQueue(Math.ceil(dearest * Math.SQRT2 * resolution) + 2)

  /**
   * @param cost rows × columns, each taken as at least 1/16; at most 60, or Infinity where no path may lead
   * @param origins indices of the pixels where paths begin
   * @throws RangeError when one lies outside
   */
  constructor(
    private readonly cost: Float32Array,
    readonly rows: number,
    readonly columns: number,
    readonly origins: readonly number[],
  ) {
    const outside = origins.find((origin) => !Number.isInteger(origin) || origin < 0 || origin >= rows * columns)
    if (outside !== undefined) throw new RangeError(`pixel ${outside} is not in an image of ${rows}×${columns}`)
    this.steps = new Uint8Array(cost.length)
    this.settled = new Uint8Array(cost.length)
    this.distances = new Float64Array(cost.length).fill(Infinity)
    for (const origin of origins) {
      this.distances[origin] = 0
      this.queue.push(0, origin)
    }
  }

  /** Cost of the cheapest path to a pixel, in cost × px. */
  costTo(target: number): number {
    this.spread(target, Infinity)
    return this.distances[target]!
  }

  /** All pixels within a cost. */
  within(limit: number): number[] {
    this.spread(-1, limit)
    const pixels: number[] = []
    for (let at = 0; at < this.settled.length; at++) if (this.settled[at] === 1 && this.distances[at]! <= limit) pixels.push(at)
    return pixels
  }

  /** The cheapest path to a pixel as [column, row] pairs, both ends included. */
  pathTo(target: number): [number, number][] {
    this.spread(target, Infinity)
    const path: [number, number][] = []
    for (let at = target; ; ) {
      const column = at % this.columns
      path.push([column, (at - column) / this.columns])
      const step = this.steps[at]!
      if (step === 0) return path.reverse()
      const [dx, dy] = neighbours[step - 1]!
      at += dy * this.columns + dx
    }
  }

  /** Goes on until `target` is settled, or all that costs at most `limit` is. */
  private spread(target: number, limit: number): void {
    const { cost, rows, columns, steps, distances, settled, queue } = this
    const priorityLimit = Math.floor(limit * resolution)
    const isReached = (): boolean => target >= 0 && settled[target] === 1
    while (!isReached()) {
      const at = queue.pop(priorityLimit)
      if (at < 0) return
      // A cheaper way to this pixel was found after this entry had been queued.
      if (settled[at] === 1) continue
      settled[at] = 1
      const here = distances[at]!
      const costHere = clamped(cost[at]!)
      const column = at % columns
      const row = (at - column) / columns
      for (let n = 0; n < 8; n++) {
        const [dx, dy] = neighbours[n]!
        if (column + dx < 0 || row + dy < 0 || column + dx >= columns || row + dy >= rows) continue
        const next = at + dy * columns + dx
        if (settled[next] === 1) continue
        const reached = here + ((costHere + clamped(cost[next]!)) / 2) * (n < 4 ? 1 : Math.SQRT2)
        if (reached >= distances[next]! || cost[next] === Infinity) continue
        distances[next] = reached
        // The way back is the opposite neighbour: straight steps lie in pairs, diagonal ones mirror about their middle.
        steps[next] = 1 + (n < 4 ? n ^ 1 : 11 - n)
        queue.push(Math.floor(reached * resolution), next)
      }
    }
  }
}

function clamped(cost: number): number {
  return cost < cheapest ? cheapest : cost > dearest ? dearest : cost
}

/** Entries by whole-number priority, none further ahead of the lowest than the number of buckets. */
class BucketQueue {
  private readonly buckets: number[][]
  private size = 0
  private priority = 0

  constructor(count: number) {
    this.buckets = Array.from({ length: count }, () => [])
  }

  push(priority: number, entry: number): void {
    this.buckets[priority % this.buckets.length]!.push(entry)
    this.size++
  }

  /** An entry of the lowest priority if that is at most `limit`, else −1. */
  pop(limit: number): number {
    while (this.size > 0 && this.priority <= limit) {
      const entry = this.buckets[this.priority % this.buckets.length]!.pop()
      if (entry !== undefined) {
        this.size--
        return entry
      }
      this.priority++
    }
    return -1
  }
}
