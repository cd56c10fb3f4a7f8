import type { CoronaryTree } from './coronary-tree'
import { softStep } from './fields'
import { inPatient, type Beat } from './heart'
import { splinePath } from './path'
import type { Scene } from './scene'
import { minus, plus, times, unit, type Vector } from './vector'
import { project } from './view'
import { TubeRaster, type ProjectedTube } from './tube-raster'

/** A round wire or tube in patient coordinates. */
interface Device {
  path: Vector[]
  /** mm. */
  radius: number
  /** Attenuation per mm of material. */
  density: number
}

/** The catheter, apart from other devices: the contrast medium flows through it. */
export interface Catheter {
  path: Vector[]
  outerRadius: number
  innerRadius: number
  wallDensity: number
}

/** The moment a catheter's path is laid out for; its tip follows the ostium from there. */
export const catheterBeat: Beat = { contraction: 0.2, breathing: 0 }

/** A diagnostic catheter: down the ascending aorta, resting on the wall opposite the ostium, its tip in the ostium; at times its way through the descending aorta too. */
export function randomCatheter(tree: CoronaryTree, { heart, random }: Scene): Catheter {
  const trunk = tree.branches[0]!.path
  const ostium = inPatient(heart, trunk[0]!, catheterBeat)
  const inwards = unit(minus(inPatient(heart, trunk[Math.min(6, trunk.length - 1)]!, catheterBeat), ostium))
  const away: Vector = [-inwards[0], -inwards[1], 0]
  const reach = random.between(10, 24)
  const bend = plus(ostium, plus(times(unit(away), reach), [0, 0, random.between(-6, 10)]))
  const lean: Vector = [random.between(-0.25, 0.25), random.between(-0.2, 0.25), 1]
  const up = (height: number): Vector => plus(plus(bend, times(lean, height)), [3 * random.normal(), 3 * random.normal(), 0])
  const tip = plus(ostium, times(inwards, random.between(0.5, 5)))
  const arch: Vector[] = [up(25), up(60), up(100)]
  if (random.chance(0.2)) arch.push([up(100)[0] + 15, 40, 118], [5, 72, 60], [2, 76, -20], [0, 74, -160])
  const outerRadius = random.between(0.75, 1.1)
  return {
    path: splinePath([tip, plus(ostium, times(away, 3)), bend, ...arch]),
    outerRadius,
    innerRadius: outerRadius * random.between(0.62, 0.75),
    wallDensity: random.between(0.03, 0.13),
  }
}

/** Wires, leads, clips and the like that happen to lie in the field. */
export function paintDevices(field: Float32Array, tree: CoronaryTree, scene: Scene): void {
  const { random, heart } = scene
  const devices: Device[] = []
  if (random.chance(0.08)) devices.push(...sternalWires(scene))
  if (random.chance(0.08)) devices.push(...clips(scene))
  if (random.chance(0.16)) devices.push(lead(random.between(0.3, 0.7), random.between(0.03, 0.15), scene))
  if (random.chance(0.08)) devices.push(lead(random.between(0.8, 1.3), random.between(0.06, 0.2), scene))
  if (random.chance(0.08)) {
    const branch = random.pick(tree.branches.filter((one) => one.major))
    devices.push({ path: branch.path.map((point) => inPatient(heart, point, { contraction: 0.1, breathing: 0 })), radius: 0.18, density: 0.7 })
  }
  const raster = new TubeRaster(scene.size)
  for (const device of devices) raster.add(field, projectDevice(device.path, device.radius, device.density, scene))
  if (random.chance(0.12)) paintElectrode(field, scene)
  if (random.chance(0.2)) paintFold(field, scene)
}

/** A device's path in the image; `radius` in mm, `density` per mm. */
export function projectDevice(path: readonly Vector[], radius: number, density: number, { view }: Scene): ProjectedTube {
  const count = path.length
  const tube: ProjectedTube = { columns: new Float64Array(count), rows: new Float64Array(count), radii: new Float64Array(count), weights: new Float64Array(count) }
  path.forEach((point, i) => {
    const place = project(view, point)
    tube.columns[i] = place.column
    tube.rows[i] = place.row
    tube.radii[i] = radius * place.pixelsPerMm
    tube.weights[i] = density / place.pixelsPerMm
  })
  return tube
}

function sternalWires({ random }: Scene): Device[] {
  const devices: Device[] = []
  const start = random.between(-50, 10)
  for (let k = 0, count = 2 + random.integer(4); k < count; k++) {
    const height = start + 24 * k + 3 * random.normal()
    const width = random.between(5, 10)
    const points: Vector[] = []
    for (let angle = 0; angle <= 6.4; angle += 0.4) points.push([-12 + width * Math.cos(angle) + 0.4 * random.normal(), -75, height + 0.55 * width * Math.sin(angle)])
    points.push([-12 + width + 3, -76, height + random.between(-6, 6)])
    devices.push({ path: splinePath(points), radius: random.between(0.3, 0.5), density: random.between(0.5, 1) })
  }
  return devices
}

function clips({ random }: Scene): Device[] {
  const centre: Vector = [random.between(-30, 40), -40, random.between(-30, 40)]
  return Array.from({ length: 2 + random.integer(6) }, () => {
    const from = plus(centre, [14 * random.normal(), 5 * random.normal(), 16 * random.normal()])
    const along = times(unit([random.normal(), 0, random.normal()]), random.between(3, 6))
    return { path: splinePath([from, plus(from, along)]), radius: random.between(0.4, 0.7), density: random.between(0.4, 0.9) }
  })
}

/** A long smooth line right across the field: an electrode's cable on the skin, a pacing lead, a wire of the monitor. */
function lead(radius: number, density: number, { random }: Scene): Device {
  const angle = random.between(0, Math.PI)
  const along: Vector = [Math.cos(angle), 0, Math.sin(angle)]
  const side: Vector = [-along[2], 0, along[0]]
  const offset = random.between(-45, 45)
  const wander = random.between(2, 18)
  const controls = [-130, -60, -20, 20, 60, 130].map((s) => plus(plus(times(along, s), times(side, offset + wander * random.normal())), [0, -60, 0]))
  return { path: splinePath(controls), radius, density }
}

/** An adhesive electrode: a faint disc with a dense snap. */
function paintElectrode(field: Float32Array, { size, random, scale }: Scene): void {
  const centre = [random.between(0, size), random.between(0, size)] as const
  const radius = random.between(5, 9) * scale
  const depth = random.between(0.03, 0.12)
  for (let i = 0, y = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const distance = Math.hypot(x - centre[0], y - centre[1])
      if (distance < radius) field[i]! += distance < 0.4 * radius ? 3 * depth : depth
    }
  }
}

/** A fold of skin, the edge of an arm or of a pad: a faint band with one or two sharp edges, mostly steep and near a side of the picture. */
function paintFold(field: Float32Array, { size, random, scale }: Scene): void {
  const width = random.between(1.5, 9) * scale
  const depth = random.between(0.03, 0.14)
  const rim = random.between(0, 0.1)
  const softness = random.between(0.25, 0.8) * scale
  const lean = random.between(-0.5, 0.5)
  const bend = random.between(-1.2, 1.2) / size
  const place = random.pick([random.between(0, 0.25), random.between(0.75, 1), random.between(0, 1)]) * size
  for (let y = 0; y < size; y++) {
    const v = y - size / 2
    const middle = place + lean * v + bend * v * v
    for (let x = Math.max(0, Math.floor(middle - width)); x < Math.min(size, middle + width); x++) {
      const across = Math.abs(x - middle) - 0.5 * width
      if (across > 5 * softness) continue
      field[y * size + x]! += depth * softStep(-across, softness) + rim * Math.exp(-((across / (1.5 * softness)) ** 2))
    }
  }
}
