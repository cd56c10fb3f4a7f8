import type { Random } from '../data/random'
import type { Field } from './collimator'
import { blurField } from './fields'

/** How an X-ray system turns attenuation into grey values. Constant over a run. */
export interface Detector {
  /** Blur of focal spot and detector, px. */
  blur: number
  /** Share of scattered radiation and its spread, px. */
  scatter: number
  spread: number
  /** Noise of the picture where exposure is average (0 … 1 is black … white) and how far it is correlated, px. */
  noise: number
  noiseBlur: number
  /** Exponent between logarithmic (0) and linear (1) display. */
  exponent: number
  /** Share of slow variation that is taken out (harmonisation), and its scale, px. */
  flattening: number
  flatteningScale: number
  /** Edge enhancement and its scale, px. */
  sharpening: number
  sharpeningScale: number
  /** Mean and deviation of the grey values, 0 … 1. */
  mean: number
  deviation: number
}

export function randomDetector(size: number, random: Random): Detector {
  const scale = size / 400
  return {
    blur: random.between(0.6, 1.6),
    scatter: random.between(0.05, 0.4),
    spread: random.between(15, 60) * scale,
    noise: 0.01 * Math.exp(0.5 * random.normal()),
    noiseBlur: random.chance(0.5) ? random.between(0.3, 0.7) : random.between(0.7, 1.4),
    exponent: random.between(0.05, 1),
    flattening: random.chance(0.4) ? random.between(0, 0.5) : 0,
    flatteningScale: random.between(15, 60) * scale,
    sharpening: random.chance(0.35) ? random.between(0, 0.9) : 0,
    sharpeningScale: random.between(1, 3) * scale,
    mean: Math.min(0.66, Math.max(0.3, 0.48 + 0.085 * random.normal())),
    deviation: Math.min(0.23, Math.max(0.035, 0.105 * Math.exp(0.36 * random.normal()))),
  }
}

/**
 * The 8-bit picture of an attenuation field (size × size, natural logarithm) by Beer-Lambert's law with scatter, blur, quantum noise
 * and the vendor's processing. `anchor` holds the grey level and gain of a run's first frame, so that a cine does not flicker;
 * pass the result's anchor on to the next frame.
 */
export function expose(attenuation: Float32Array, field: Field, detector: Detector, size: number, random: Random, anchor: GreyAnchor | null): { pixels: Uint8Array; anchor: GreyAnchor } {
  const signal = new Float32Array(attenuation.length)
  for (let i = 0; i < signal.length; i++) signal[i] = Math.exp(-attenuation[i]!) * field.share[i]!
  blurField(signal, size, detector.blur)
  const scattered = Float32Array.from(signal)
  blurField(scattered, size, detector.spread)
  for (let i = 0; i < signal.length; i++) signal[i] = (1 - detector.scatter) * signal[i]! + detector.scatter * scattered[i]!
  const noise = quantumNoise(signal, field, detector, size, random)
  for (let i = 0; i < signal.length; i++) {
    const value = Math.max(1e-3, signal[i]!)
    // Box-Cox: the logarithm as the exponent goes to 0, linear at 1.
    signal[i] = (value ** detector.exponent - 1) / detector.exponent
  }
  harmonise(signal, field, detector, size)
  const level = anchor ?? anchorOf(signal, field)
  const pixels = new Uint8Array(signal.length)
  for (let i = 0; i < pixels.length; i++) {
    const exposed = Math.min(1, field.share[i]! * 1.6)
    const grey = softClip(detector.mean + (signal[i]! - level.mean) * (detector.deviation / level.deviation) + noise[i]!)
    const covered = field.grey * (1 + 0.08 * (signal[i]! - level.mean))
    pixels[i] = Math.round(255 * Math.min(1, Math.max(0, exposed < 1 ? covered + (grey - covered) * exposed ** 1.5 : grey)))
  }
  return { pixels, anchor: level }
}

export interface GreyAnchor {
  mean: number
  deviation: number
}

/**
 * Poisson noise as it shows in the picture: its deviation goes with the root of the signal, and the display's curve then scales it by its slope.
 */
function quantumNoise(signal: Float32Array, field: Field, detector: Detector, size: number, random: Random): Float32Array {
  const noise = Float32Array.from({ length: signal.length }, () => random.normal())
  blurField(noise, size, detector.noiseBlur)
  let squares = 0
  let mean = 0
  let count = 0
  for (let i = 0; i < signal.length; i += 7) {
    squares += noise[i]! * noise[i]!
    if (field.share[i]! < 0.5) continue
    mean += signal[i]!
    count++
  }
  mean /= Math.max(1, count)
  const unitNoise = detector.noise / Math.sqrt(squares / Math.ceil(signal.length / 7))
  const power = detector.exponent - 0.5
  for (let i = 0; i < noise.length; i++) noise[i]! *= unitNoise * Math.min(3, (Math.max(0.02, signal[i]! / mean)) ** power)
  return noise
}

/** Takes out slow variation and enhances edges, as vendors' processing does. */
function harmonise(signal: Float32Array, field: Field, detector: Detector, size: number): void {
  const level = anchorOf(signal, field).mean
  // Covered parts must not darken their neighbourhood.
  const filled = signal.map((value, i) => (field.share[i]! < 0.4 ? level : value))
  if (detector.flattening > 0) {
    const slow = Float32Array.from(filled)
    blurField(slow, size, detector.flatteningScale)
    for (let i = 0; i < signal.length; i++) signal[i]! -= detector.flattening * (slow[i]! - level)
  }
  if (detector.sharpening > 0) {
    const smooth = Float32Array.from(filled)
    blurField(smooth, size, detector.sharpeningScale)
    for (let i = 0; i < signal.length; i++) signal[i]! += detector.sharpening * (filled[i]! - smooth[i]!)
  }
}

function anchorOf(signal: Float32Array, field: Field): GreyAnchor {
  let count = 0
  let sum = 0
  let squares = 0
  for (let i = 0; i < signal.length; i += 3) {
    if (field.share[i]! < 0.6) continue
    count++
    sum += signal[i]!
    squares += signal[i]! * signal[i]!
  }
  const mean = sum / Math.max(1, count)
  return { mean, deviation: Math.sqrt(Math.max(1e-6, squares / Math.max(1, count) - mean * mean)) }
}

/** Linear in the middle, bending over towards black and white. */
function softClip(value: number): number {
  if (value > 0.78) return 1 - 0.22 * Math.exp(-(value - 0.78) / 0.22)
  if (value < 0.12) return 0.12 * Math.exp((value - 0.12) / 0.12)
  return value
}
