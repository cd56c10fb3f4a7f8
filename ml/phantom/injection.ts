import type { Random } from '../data/random'

/** One injection of contrast medium. Times in seconds from the first frame, lengths in mm. */
export interface Injection {
  start: number
  end: number
  /** Speed of the medium along the tree, mm/s. */
  speed: number
  /** How fast the front rises and how slowly the tail falls, s. */
  rise: number
  fall: number
  /** Attenuation per mm of undiluted medium; far from one energy and one dose, so it varies with the background it must show against. */
  density: number
}

/** `background` is the deviation of the attenuation behind the vessels: tube voltage and dose are chosen so that vessels show against it. */
export function randomInjection(duration: number, background: number, random: Random): Injection {
  const start = 0.12 * duration
  return {
    start,
    end: Math.max(start + 0.7, 0.72 * duration),
    speed: random.between(180, 320),
    rise: random.between(0.08, 0.2),
    fall: random.between(0.4, 0.9),
    density: (background * Math.min(3.2, Math.max(0.6, 1.55 * Math.exp(0.36 * random.normal())))) / 2.6,
  }
}

/** The concentration (0 … 1) at a distance from the ostium and a time. */
export function concentrationAt({ start, end, speed, rise, fall }: Injection, distance: number, time: number): number {
  const travelled = distance / speed
  const front = (time - start - travelled) / rise
  if (front <= 0) return 0
  const filled = front >= 1 ? 1 : front * front * (3 - 2 * front)
  const tail = time - end - travelled
  return tail > 0 ? filled * Math.exp(-tail / fall) : filled
}
