import { addAnatomicalNoise, addSmoothNoise, blurField, softStep } from './fields'
import type { Scene } from './scene'
import { project } from './view'
import { paintRibs, paintSpine } from './bones'
import { dot, type Vector } from './vector'

/** The attenuation of everything behind and before the coronary arteries: heart, lungs, diaphragm, spine, ribs, tissue. */
export function paintThorax(scene: Scene): Float32Array {
  const { size, random, scale } = scene
  const field = new Float32Array(size * size)
  const heart = heartShadow(scene)
  const lungTexture = new Float32Array(size * size)
  addAnatomicalNoise(lungTexture, size, random, { longest: 9 * scale, shortest: 1.6 * scale, amplitude: 0.028, fall: random.between(0.7, 0.95) })
  addAnatomicalNoise(field, size, random, { longest: 60 * scale, shortest: 1.5 * scale, amplitude: random.between(0.06, 0.16), fall: random.between(0.36, 0.55) })
  if (random.chance(0.35)) addFibres(field, scene)
  if (random.chance(0.45)) addStrands(field, scene)
  const lungs = Math.min(2.6, 0.75 * Math.exp(0.7 * random.normal()))
  for (let i = 0; i < field.length; i++) field[i]! += heart[i]! + lungs * lungTexture[i]! * Math.max(0.15, 1 - 2.2 * heart[i]!)
  addGradient(field, scene)
  if (random.chance(0.55)) paintDiaphragm(field, scene)
  if (random.chance(0.8)) paintSpine(field, scene)
  if (random.chance(0.75)) paintRibs(field, scene)
  return field
}

/** The shadow of the heart and the great vessels: chords through an ellipsoid somewhat larger than the coronary tree's. */
function heartShadow({ size, view, heart, random, scale }: Scene): Float32Array {
  const field = new Float32Array(size * size)
  const strength = random.between(0.001, 0.0055)
  const radii: Vector = [0.66 * heart.height, 1.12 * heart.radius[0], 1.12 * heart.radius[1]]
  const middle: Vector = [0, 1, 2].map((k) => heart.base[k]! + 0.4 * heart.height * heart.axes[0][k]!) as unknown as Vector
  const inHeart = (direction: Vector): Vector => [0, 1, 2].map((k) => dot(direction, heart.axes[k]!) / radii[k]!) as unknown as Vector
  const ray = inHeart(view.forward)
  const acrossRay = dot(ray, ray)
  const origin = project(view, middle)
  const right = inHeart(view.right)
  const down = inHeart(view.down)
  for (let i = 0, y = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const u = (x - origin.column) / scale
      const v = (y - origin.row) / scale
      const point: Vector = [u * right[0] + v * down[0], u * right[1] + v * down[1], u * right[2] + v * down[2]]
      const along = dot(point, ray)
      const inside = along * along - acrossRay * (dot(point, point) - 1)
      if (inside > 0) field[i] = (strength * 2 * Math.sqrt(inside)) / acrossRay
    }
  }
  blurField(field, size, random.between(0.6, 5) * scale)
  return field
}

/** Fine oblique strands, as of muscle and lung vessels: noise stretched along one direction. */
function addFibres(field: Float32Array, { size, random, scale }: Scene): void {
  const noise = new Float32Array(size * size)
  addSmoothNoise(noise, size, 3 * scale, random.between(0.01, 0.035), random)
  addSmoothNoise(noise, size, 1.8 * scale, random.between(0.005, 0.015), random)
  const angle = random.between(0, Math.PI)
  const stretch = random.between(3, 7)
  const cosine = Math.cos(angle)
  const sine = Math.sin(angle)
  const middle = size / 2
  for (let i = 0, y = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const along = ((x - middle) * cosine + (y - middle) * sine) / stretch
      const across = -(x - middle) * sine + (y - middle) * cosine
      const u = Math.floor(middle + along * cosine - across * sine)
      const v = Math.floor(middle + along * sine + across * cosine)
      field[i]! += noise[(((v % size) + size) % size) * size + (((u % size) + size) % size)]!
    }
  }
}

/**
 * Winding dark lines that are no coronary arteries: lung vessels, trabeculae, calcified cartilage. They follow the zero crossings of
 * smooth noise, come and go with another noise, and are faint.
 */
function addStrands(field: Float32Array, { size, random, scale }: Scene): void {
  const course = new Float32Array(size * size)
  const presence = new Float32Array(size * size)
  const wavelength = random.between(5, 14) * scale
  addSmoothNoise(course, size, wavelength, 1, random)
  addSmoothNoise(course, size, 0.4 * wavelength, 0.25, random)
  addSmoothNoise(presence, size, 2 * wavelength, 1, random)
  const depth = random.between(0.01, 0.06)
  const width = random.between(0.06, 0.22)
  for (let i = 0; i < field.length; i++) {
    const ridge = course[i]! / width
    if (presence[i]! > 0 && Math.abs(ridge) < 3) field[i]! += depth * Math.min(1, presence[i]!) * Math.exp(-ridge * ridge)
  }
}

function addGradient(field: Float32Array, { size, random }: Scene): void {
  const across = random.between(-0.35, 0.35)
  const down = random.between(-0.25, 0.35)
  const bowl = random.between(-0.1, 0.25)
  for (let i = 0, y = 0; y < size; y++) {
    const v = y / size - 0.5
    for (let x = 0; x < size; x++, i++) {
      const u = x / size - 0.5
      field[i]! += across * u + down * v - bowl * 4 * (u * u + v * v)
    }
  }
}

/** The dome of the diaphragm with the liver or the stomach below it: a long curved edge, dark below. */
function paintDiaphragm(field: Float32Array, { size, random, scale }: Scene): void {
  for (let k = 0, count = random.chance(0.25) ? 2 : 1; k < count; k++) {
    const depth = random.between(0.12, 0.55)
    const radius = random.between(55, 160) * scale
    const centreX = random.between(-0.1, 1.1) * size
    const centreY = random.between(0.35, 0.95) * size + radius
    const softness = random.between(0.25, 2.2) * scale
    const squash = random.between(0.7, 1.1)
    const fade = random.between(0, 0.6)
    for (let i = 0, y = 0; y < size; y++) {
      for (let x = 0; x < size; x++, i++) {
        const distance = radius - Math.hypot(squash * (x - centreX), y - centreY)
        if (distance < -6 * softness) continue
        field[i]! += depth * softStep(distance, softness) * (1 - fade * Math.min(1, Math.max(0, distance / (60 * scale))))
      }
    }
  }
}
