import type { Random } from '../data/random'
import type { Heart } from './heart'
import type { View } from './view'

/** What the painters of a frame's background share. Fields are size × size, row-major, in units of attenuation (natural logarithm). */
export interface Scene {
  size: number
  view: View
  heart: Heart
  random: Random
  /** Pixels per mm at the isocentre. */
  scale: number
}
