import { addSmoothNoise, softStep } from './fields'
import type { Scene } from './scene'
import { project } from './view'

/** The spine where the projection puts it, 75 mm behind the heart's middle: vertebral bodies, discs, end plates, pedicles. */
export function paintSpine(field: Float32Array, { size, view, random, scale }: Scene): void {
  const place = project(view, [-18 + 8 * random.normal(), 75 + 10 * random.normal(), 0])
  const halfWidth = random.between(16, 23) * place.pixelsPerMm
  if (place.column < -halfWidth || place.column > size + halfWidth) return
  const pitch = random.between(24, 31) * place.pixelsPerMm
  const disc = random.between(3, 6) * place.pixelsPerMm
  const depth = random.between(0.08, 0.4)
  const endPlate = random.between(0, 0.05)
  const softness = random.between(0.8, 2.5) * scale
  const lean = random.between(-0.12, 0.12)
  const start = random.between(0, pitch)
  const texture = new Float32Array(size * size)
  addSmoothNoise(texture, size, 3 * scale, 0.25, random)
  addSmoothNoise(texture, size, 7 * scale, 0.25, random)
  for (let i = 0, y = 0; y < size; y++) {
    const inBody = ((((y + start) % pitch) + pitch) % pitch) - 0.5 * disc
    const body = softStep(inBody, 0.6 * softness) * softStep(pitch - disc - inBody, 0.6 * softness)
    const edge = Math.exp(-((inBody / softness) ** 2)) + Math.exp(-(((pitch - disc - inBody) / softness) ** 2))
    const waist = 1 - 0.12 * Math.sin((Math.PI * inBody) / (pitch - disc))
    for (let x = 0; x < size; x++, i++) {
      const across = Math.abs(x - place.column - lean * (y - size / 2))
      if (across > halfWidth + 8 * softness) continue
      const within = softStep(halfWidth * waist - across, softness)
      const rim = Math.exp(-(((halfWidth * waist - across) / softness) ** 2))
      field[i]! += depth * within * (0.75 + 0.25 * body) * (1 + 0.4 * texture[i]!) + endPlate * (edge * within + 0.6 * rim)
    }
  }
}

/** Ribs as bands along arcs, denser at their edges (cortical bone): from behind, steep, or from before, flat. */
export function paintRibs(field: Float32Array, { size, random, scale }: Scene): void {
  const pitch = random.between(22, 36) * scale
  const radius = random.between(70, 260) * scale
  const tilt = random.between(-0.9, 0.9)
  const bendUp = random.chance(0.5) ? 1 : -1
  const depth = random.between(0.02, 0.13)
  const cortex = random.between(0.2, 1)
  const softness = random.between(0.5, 1.6) * scale
  const count = 1 + random.integer(5)
  const first = random.between(-0.1, 0.7) * size
  const turned = random.chance(0.15)
  for (let n = 0; n < count; n++) {
    const halfWidth = random.between(3.5, 7) * scale
    const offset = first + n * pitch * random.between(0.9, 1.1)
    const centreX = size * random.between(0.4, 0.6)
    for (let i = 0, y = 0; y < size; y++) {
      for (let x = 0; x < size; x++, i++) {
        const along = (turned ? y : x) - centreX
        const drop = (turned ? x : y) - offset - tilt * along
        const across = Math.abs((drop + (bendUp * along * along) / (2 * radius)) / Math.sqrt(1 + (tilt - (bendUp * along) / radius) ** 2))
        if (across > halfWidth + 6 * softness) continue
        const within = softStep(halfWidth - across, softness)
        const edge = Math.exp(-(((halfWidth - across) / (1.5 * softness)) ** 2))
        field[i]! += depth * (within * (1 - 0.4 * cortex) + cortex * 0.7 * edge)
      }
    }
  }
}
