import { describe, expect, it } from 'vitest'
import { createRandom } from '../../ml/data/random'
import { TubeRaster } from '../../ml/phantom/tube-raster'
import { blurField } from '../../ml/phantom/fields'
import { createPhantomRun } from '../../ml/phantom/phantom-run'
import { hessian } from '../../ml/vessel/hessian'
import { measureWidths } from '../../ml/vessel/measure-widths'
import { PathField } from '../../ml/vessel/path-field'
import { resampled, smoothPath } from '../../ml/vessel/smooth-path'
import { vesselMaps } from '../../ml/vessel/vessel-maps'
import { VesselTracer } from '../../ml/vessel/vessel-tracer'
import { vesselness } from '../../ml/vessel/vesselness'

const side = 256

/** A grey picture (side × side) with one dark tube: a flat lumen of the given radius, or the shadow of a round one, blurred. */
function tube(points: readonly (readonly [number, number])[], radius: number, kind: 'flat' | 'round' = 'flat'): Float32Array {
  const line = { columns: Float64Array.from(points, ([x]) => x), rows: Float64Array.from(points, ([, y]) => y), radii: new Float64Array(points.length).fill(radius), weights: new Float64Array(points.length).fill(0.04) }
  const raster = new TubeRaster(side)
  const shadow = new Float32Array(side * side)
  if (kind === 'round') raster.add(shadow, line)
  else {
    const mask = new Uint8Array(side * side)
    raster.mark(mask, line, () => radius)
    shadow.set(Float32Array.from(mask, (value) => value * 0.4))
  }
  blurField(shadow, side, 1)
  return shadow.map((value) => 0.8 - value)
}

const bow = Array.from({ length: 40 }, (_, i): [number, number] => [30 + i * 5, 100 + 60 * Math.sin(i / 14)])
const distanceTo = (line: readonly (readonly [number, number])[], x: number, y: number): number => Math.min(...resampled(line, 0.25).map(([u, v]) => Math.hypot(u - x, v - y)))

describe('hessian', () => {
  it('gives the second derivatives of a quadratic, times sigma², and nothing for a slope', () => {
    const sigma = 2
    const paraboloid = Float32Array.from({ length: side * side }, (_, i) => 0.5 * (i % side) ** 2 + 3 * (i % side) * Math.floor(i / side) + 7 * Math.floor(i / side))
    const { xx, xy, yy } = hessian(paraboloid, side, side, sigma)
    const middle = 128 * side + 128
    expect(xx[middle]).toBeCloseTo(sigma * sigma, 0)
    expect(xy[middle]! / (3 * sigma * sigma)).toBeCloseTo(1, 1)
    expect(Math.abs(yy[middle]!)).toBeLessThan(0.1)
  })
})

describe('vesselness', () => {
  it('is high inside dark tubes of any width and low beside them, on bright tubes and on edges', () => {
    for (const radius of [1.2, 2, 4, 6]) {
      const dark = tube(bow, radius)
      const found = vesselness(dark, side, side)
      const [x, y] = bow[20]!
      const inside = found[Math.round(y) * side + Math.round(x)]!
      expect(inside, `radius ${radius}`).toBeGreaterThan(0.5)
      expect(found[(side - 20) * side + 20]!).toBeLessThan(0.05)
      const bright = vesselness(dark.map((value) => -value), side, side)
      expect(bright[Math.round(y) * side + Math.round(x)]!).toBeLessThan(0.1)
    }
  })

  it('answers a fainter and brighter run of the same vessels in the same way', () => {
    const dark = tube(bow, 3)
    const faint = vesselness(dark.map((value) => 0.3 * value + 0.5), side, side)
    vesselness(dark, side, side).forEach((value, i) => expect(Math.abs(value - faint[i]!)).toBeLessThan(0.02))
  })

  it('separates the vessels of phantoms from their surroundings', () => {
    for (const seed of [101, 102, 105]) {
      const { pixels, mask } = createPhantomRun({ seed, size: side }).frame(0)
      const found = vesselness(Float32Array.from(pixels, (value) => value / 255), side, side)
      const means = [0, 1].map((label) => {
        const values = found.filter((_, i) => mask[i] === label)
        return values.reduce((sum, value) => sum + value, 0) / values.length
      })
      expect(means[1]! / means[0]!, `seed ${seed}`).toBeGreaterThan(3)
    }
  })
})

describe('PathField', () => {
  const random = createRandom(4)
  const rows = 23
  const columns = 31
  const cost = Float32Array.from({ length: rows * columns }, () => random.between(0.1, 20))
  const length = (path: readonly (readonly [number, number])[]): number =>
    path.slice(1).reduce((sum, [x, y], i) => {
      const [u, v] = path[i]!
      return sum + (Math.hypot(x - u, y - v) * (cost[y * columns + x]! + cost[v * columns + u]!)) / 2
    }, 0)

  /** Cheapest costs by relaxing all steps until nothing changes. */
  function relaxed(origin: number): Float64Array {
    const best = new Float64Array(cost.length).fill(Infinity)
    best[origin] = 0
    for (let changed = true; changed; ) {
      changed = false
      for (let at = 0; at < cost.length; at++) {
        for (const [dx, dy] of [[1, 0], [0, 1], [1, 1], [-1, 1], [-1, 0], [0, -1], [-1, -1], [1, -1]] as const) {
          const column = (at % columns) + dx
          const row = Math.floor(at / columns) + dy
          if (column < 0 || row < 0 || column >= columns || row >= rows) continue
          const next = row * columns + column
          const reached = best[at]! + (Math.hypot(dx, dy) * (cost[at]! + cost[next]!)) / 2
          if (reached >= best[next]! - 1e-9) continue
          best[next] = reached
          changed = true
        }
      }
    }
    return best
  }

  it('finds the cheapest paths, whatever the order of asking', () => {
    const origin = 5 * columns + 7
    const best = relaxed(origin)
    const field = new PathField(cost, rows, columns, [origin])
    for (const target of random.shuffled(Array.from({ length: cost.length }, (_, i) => i))) {
      expect(field.costTo(target) - best[target]!).toBeLessThan(0.35)
      const path = field.pathTo(target)
      expect([path[0], path.at(-1)]).toEqual([[7, 5], [target % columns, Math.floor(target / columns)]])
      expect(length(path)).toBeCloseTo(field.costTo(target), 6)
    }
  })

  it('gives all pixels within a cost', () => {
    const origins = [11 * columns + 15, 3]
    const fields = origins.map(relaxed)
    const pixels = new PathField(cost, rows, columns, origins).within(25)
    expect(pixels.length).toBeGreaterThan(20)
    const isWithin = (at: number, limit: number): boolean => fields.some((best) => best[at]! <= limit)
    for (let at = 0; at < cost.length; at++) {
      if (pixels.includes(at)) expect(isWithin(at, 25)).toBe(true)
      else expect(isWithin(at, 24)).toBe(false)
    }
  })

  it('leads no path through what is closed', () => {
    const closed = new Float32Array(rows * columns).fill(1)
    for (let row = 0; row < rows; row++) closed[row * columns + 12] = Infinity
    const pixels = new PathField(closed, rows, columns, [0]).within(1000)
    expect(pixels.length).toBe(12 * rows)
  })

  it('refuses an origin outside', () => {
    expect(() => new PathField(cost, rows, columns, [rows * columns])).toThrow(RangeError)
  })
})

describe('smoothPath', () => {
  it('keeps the ends and the length of a straight line and takes the stairs out of a slanted one', () => {
    const stairs = Array.from({ length: 41 }, (_, i): [number, number] => [i, Math.floor(i / 3)])
    const smooth = smoothPath(stairs)
    expect(smooth[0]).toEqual([0, 0])
    expect(smooth.at(-1)).toEqual([40, 13])
    for (const [x, y] of smooth.slice(5, -5)) expect(Math.abs(y - (x - 1) / 3)).toBeLessThan(0.2)
    expect(smoothPath([[3, 4]])).toEqual([[3, 4]])
    expect(smoothPath([])).toEqual([])
  })

  it('lays points out evenly', () => {
    const points = resampled([[0, 0], [10, 0], [10, 7.5]], 2)
    expect(points.slice(0, -1)).toEqual([[0, 0], [2, 0], [4, 0], [6, 0], [8, 0], [10, 0], [10, 2], [10, 4], [10, 6]])
    expect(points.at(-1)).toEqual([10, 7.5])
  })
})

describe('measureWidths', () => {
  it('measures flat lumina to a quarter of a pixel, and centres a line that runs beside the middle', () => {
    for (const radius of [2.25, 3, 4.6, 7]) {
      const beside = resampled(bow.map(([x, y]): [number, number] => [x, y + 1.2]), 1)
      const { centres, widths } = measureWidths({ pixels: tube(bow, radius), rows: side, columns: side }, beside, 14)
      const inner = widths.slice(8, -8)
      const mean = inner.reduce((sum, value) => sum + value, 0) / inner.length
      expect(Math.abs(mean - 2 * radius), `radius ${radius}`).toBeLessThan(0.3)
      for (const [x, y] of centres.slice(8, -8)) expect(distanceTo(bow, x, y)).toBeLessThan(0.7)
    }
  })

  it('ends a round lumen where its shadow has half its depth: √3/2 of its diameter', () => {
    const { widths } = measureWidths({ pixels: tube(bow, 6, 'round'), rows: side, columns: side }, resampled(bow, 1), 14)
    const inner = widths.slice(8, -8)
    expect(Math.abs(inner.reduce((sum, value) => sum + value, 0) / inner.length - 12 * Math.sqrt(0.75))).toBeLessThan(0.6)
  })

  it('gives the least width where there is nothing, and looks no farther than the next vessel', () => {
    const empty = measureWidths({ pixels: new Float32Array(side * side).fill(0.5), rows: side, columns: side }, resampled(bow, 1), 10, 2)
    expect(new Set(empty.widths)).toEqual(new Set([2]))
    const one = tube([[10, 100], [240, 100]], 2)
    const two = tube([[10, 111], [240, 111]], 4)
    const both = one.map((value, i) => value + two[i]! - 0.8)
    const { widths } = measureWidths({ pixels: both, rows: side, columns: side }, resampled([[20, 100], [220, 100]], 1), 20)
    for (const width of widths) expect(Math.abs(width - 4)).toBeLessThan(0.9)
  })
})

describe('VesselTracer', () => {
  it('follows a curved vessel between two careless clicks, and keeps to its width', () => {
    const pixels = tube(bow, 3)
    const random = createRandom(3)
    for (let i = 0; i < pixels.length; i++) pixels[i]! += 0.03 * random.normal()
    const tracer = new VesselTracer(vesselMaps(pixels, side, side, null))
    const [x0, y0] = bow[2]!
    const [x1, y1] = bow.at(-3)!
    const { centres, widths } = tracer.trace([x0, y0 - 1], [x1 + 1, y1 + 1])
    for (const [x, y] of centres) expect(distanceTo(bow, x, y)).toBeLessThan(1.5)
    for (const width of widths.slice(6, -6)) expect(Math.abs(width - 6)).toBeLessThan(1.2)
    // The kept search answers like a new one.
    const again = new VesselTracer(vesselMaps(pixels, side, side, null)).trace(bow[2]!, bow[20]!)
    expect(tracer.trace(bow[2]!, bow[20]!)).toEqual(again)
  })

  it('takes the vessel that the student knows where two are equally dark', () => {
    const upper = tube([[8, 128], [128, 60], [248, 128]], 2.5)
    const lower = tube([[8, 128], [128, 196], [248, 128]], 2.5)
    const both = upper.map((value, i) => Math.min(value, lower[i]!))
    for (const [known, row] of [[upper, 60], [lower, 196]] as const) {
      const probability = Uint8Array.from(known, (value) => (value < 0.6 ? 240 : 5))
      const { centres } = new VesselTracer(vesselMaps(both, side, side, probability)).trace([8, 128], [248, 128])
      expect(Math.min(...centres.map(([x, y]) => Math.hypot(x - 128, y - row)))).toBeLessThan(3)
    }
  })

  it('answers for a click on itself and at the corners of frames of any size', () => {
    for (const [rows, columns] of [[64, 64], [90, 40], [300, 512], [700, 700]] as const) {
      const tracer = new VesselTracer(vesselMaps(new Float32Array(rows * columns).fill(0.4), rows, columns, null))
      for (const place of [[0, 0], [columns - 1, rows - 1], [columns + 5, -3]] as const) {
        const { centres, widths } = tracer.trace(place, place)
        expect(centres.length).toBe(widths.length)
        expect(centres.length).toBeGreaterThan(0)
      }
      expect(tracer.trace([0, 0], [columns - 1, rows - 1]).centres.length).toBeGreaterThan(Math.min(rows, columns) - 8)
    }
  })
})
