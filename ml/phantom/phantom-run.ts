import { createRandom, type Random } from '../data/random'
import { randomHabit, type AnnotatorHabit } from './annotator-habit'
import { randomCollimator } from './collimator'
import type { CoronaryTree } from './coronary-tree'
import { expose, randomDetector, type Detector, type GreyAnchor } from './detector'
import { catheterBeat, paintDevices, projectDevice, randomCatheter } from './devices'
import { blurField } from './fields'
import { contractionAt, inPatient, randomHeart, type Beat, type Heart } from './heart'
import { concentrationAt, randomInjection } from './injection'
import { pathSpacing } from './path'
import { projectTree, type VesselTruth } from './project-tree'
import { paintReflux, randomReflux } from './reflux'
import { randomTree } from './random-tree'
import type { Scene } from './scene'
import { paintThorax } from './thorax'
import { TubeRaster } from './tube-raster'
import { minus, plus, times, type Vector } from './vector'
import { directionsOf, project, randomAngles, type View } from './view'

export interface PhantomOptions {
  /** Decides the projection, the surroundings and the noise. */
  seed: number
  /** Decides the heart and its coronary tree. Default: `seed`. */
  patientSeed?: number
  /** Width and height of a frame in pixels, 64 … 2048. */
  size: number
  /** 1 for a still of well-filled vessels (default), more for a cine of an injection over several beats. */
  frames?: number
  side?: 'left' | 'right'
  /** Time between frames in ms. Default 1000/15. */
  frameTime?: number
}

export interface PhantomFrame {
  /** size × size, row-major. */
  pixels: Uint8Array
  /** The same, 1 = vessel: the lumen as it is seen, that is after the system's blur, of the branches that its annotator draws, where contrast has arrived. */
  mask: Uint8Array
  /** Every branch, labelled or not, with its centreline and diameter in the image. */
  vessels: VesselTruth[]
}

export interface PhantomRun {
  side: 'left' | 'right'
  size: number
  frames: number
  frameTime: number
  heartRate: number
  view: View
  /** What its masks show. */
  habit: AnnotatorHabit
  /** Frames can be asked for in any order and come out the same. */
  frame(index: number): PhantomFrame
}

/**
 * A phantom angiogram: a random coronary tree on a beating heart, filled with contrast medium, seen through a C-arm with a thorax,
 * a catheter and other devices around it. All randomness comes from the seeds: the same options give the same bytes.
 * Throws a RangeError when size or frames are out of range.
 */
export function createPhantomRun(options: PhantomOptions): PhantomRun {
  const { seed, patientSeed = seed, size, frames = 1, frameTime = 1000 / 15 } = options
  if (!Number.isInteger(size) || size < 64 || size > 2048) throw new RangeError(`a phantom frame has 64 to 2048 pixels a side, not ${size}`)
  if (!Number.isInteger(frames) || frames < 1 || frames > 2000) throw new RangeError(`a phantom run has 1 to 2000 frames, not ${frames}`)
  const patient = createRandom(patientSeed)
  const side = options.side ?? (patient.chance(0.62) ? 'left' : 'right')
  const heart = randomHeart(patient)
  const tree = randomTree(heart, side, patient)
  const random = createRandom(seed * 2 + 1)
  const view = randomView(heart, tree, size, random)
  const scene: Scene = { size, view, heart, random, scale: 1 / view.pixelAtIsocentre }
  // Random numbers of its own: the images do not depend on who annotates them.
  const habit = randomHabit(createRandom(seed * 2 + 2))
  const heartRate = Math.round(random.between(55, 95))
  const duration = (frames * frameTime) / 1000
  const backgroundDeviation = 0.2 * Math.exp(0.34 * random.normal())
  const injection = randomInjection(frames === 1 ? 3 : duration, backgroundDeviation, random)
  const firstPhase = random.uniform()
  const stillTime = random.between(injection.start + 0.55, injection.end + 0.1)
  const breathing = frames === 1 ? random.between(-6, 6) : 0
  const breath = random.between(0, 3)

  const background = paintThorax(scene)
  paintDevices(background, tree, scene)
  scaleTo(background, backgroundDeviation)
  const catheter = random.chance(0.92) ? randomCatheter(tree, scene) : null
  const ostiumAtRest = inPatient(heart, tree.branches[0]!.path[0]!, catheterBeat)
  const collimator = randomCollimator(size, random)
  const detector = randomDetector(size, random)
  const vesselBlur = random.between(0, 0.6)
  const reflux = random.chance(0.35) ? randomReflux(random) : null
  const hardening = random.between(0.5, 2.5)
  if (random.chance(0.1)) subtract(background, detector, size, random)
  const frameSeed = Math.floor(random.uniform() * 2 ** 31)
  let anchor: GreyAnchor | null = null

  function render(index: number, frameRandom = createRandom(frameSeed + index)): PhantomFrame & { anchor: GreyAnchor } {
    const time = frames === 1 ? stillTime : (index * frameTime) / 1000
    const beat: Beat = {
      contraction: contractionAt(firstPhase + (time * heartRate) / 60),
      breathing: breathing + (frames === 1 ? 0 : breath * Math.sin((2 * Math.PI * time) / 4)),
    }
    const raster = new TubeRaster(size)
    const contrast = new Float32Array(size * size)
    const visibleBlur = Math.hypot(detector.blur, vesselBlur)
    const { tubes, vessels, mask } = projectTree({ tree, heart, beat, view, raster, size, blur: visibleBlur, concentration: (distance) => concentrationAt(injection, distance, time), habit })
    tubes.forEach(({ tube, from }) => raster.add(contrast, tube, from))
    // Beam hardening: the more contrast medium a ray has passed, the less the next millimetre takes away.
    for (let i = 0; i < contrast.length; i++) contrast[i] = hardening * (1 - Math.exp((-contrast[i]! * injection.density) / hardening))
    const filling = concentrationAt(injection, 0, time)
    if (catheter) {
      const moved = minus(inPatient(heart, tree.branches[0]!.path[0]!, beat), ostiumAtRest)
      const path = catheter.path.map((point, i) => plus(point, times(moved, Math.exp((-i * pathSpacing) / 35))))
      raster.add(contrast, projectDevice(path, catheter.innerRadius, injection.density * 1.15 * filling, scene))
      raster.add(contrast, projectDevice(path, catheter.outerRadius, catheter.wallDensity, scene))
    }
    if (reflux) paintReflux(contrast, inPatient(heart, tree.branches[0]!.path[0]!, beat), reflux, filling, scene)
    blurField(contrast, size, vesselBlur)
    for (let i = 0; i < contrast.length; i++) contrast[i]! += background[i]!
    for (let i = 0; i < mask.length; i++) if (collimator.share[i]! < 0.35) mask[i] = 0
    const exposed = expose(contrast, collimator, detector, size, frameRandom, anchor)
    return { pixels: exposed.pixels, mask, vessels, anchor: exposed.anchor }
  }

  return {
    side,
    size,
    frames,
    frameTime,
    heartRate,
    view,
    habit,
    frame(index) {
      if (!Number.isInteger(index) || index < 0 || index >= frames) throw new RangeError(`there is no frame ${index} in a run of ${frames}`)
      // The grey level of a cine is set once, by the frame in its middle, so that frames do not depend on the order of asking.
      if (anchor === null && frames > 1) anchor = render(Math.floor(frames / 2)).anchor
      const { pixels, mask, vessels } = render(index)
      return { pixels, mask, vessels }
    },
  }
}

/** A usual projection with the major branches near the middle of a field that holds most of them. */
function randomView(heart: Heart, tree: CoronaryTree, size: number, random: Random): View {
  const angles = randomAngles(tree.side, random)
  const sourceToPatient = Math.round(random.between(700, 800))
  const sourceToDetector = Math.round(sourceToPatient + random.between(220, 380))
  const view: View = { ...angles, ...directionsOf(angles.primaryAngle, angles.secondaryAngle), sourceToDetector, sourceToPatient, pixelAtIsocentre: 1, centre: [0, 0] }
  const places = tree.branches
    .filter((branch) => branch.major)
    .flatMap((branch) => branch.path.filter((_, i) => i % Math.ceil(4 / pathSpacing) === 0))
    .map((point: Vector) => project(view, inPatient(heart, point, { contraction: 0.3, breathing: 0 })))
  const [left, right] = extentOf(places.map((place) => place.column))
  const [top, bottom] = extentOf(places.map((place) => place.row))
  const field = Math.min(160, Math.max(85, Math.max(right - left, bottom - top) * random.between(1, 1.5)))
  const pixel = field / size
  const jitter = 0.08 * field
  return {
    ...view,
    pixelAtIsocentre: pixel,
    centre: [
      size / 2 - ((left + right) / 2 + jitter * random.normal()) / pixel,
      size / 2 - ((top + bottom) / 2 + jitter * random.normal()) / pixel,
    ],
  }
}

/** The range of values but for the outermost 3 % on either side. */
function extentOf(values: number[]): [number, number] {
  const sorted = values.sort((a, b) => a - b)
  return [sorted[Math.floor(0.03 * sorted.length)]!, sorted[Math.floor(0.97 * (sorted.length - 1))]!]
}

/** Gives a background the deviation wanted. */
function scaleTo(field: Float32Array, deviation: number): void {
  let sum = 0
  let squares = 0
  for (const value of field) {
    sum += value
    squares += value * value
  }
  const mean = sum / field.length
  const factor = deviation / Math.sqrt(Math.max(1e-6, squares / field.length - mean * mean))
  for (let i = 0; i < field.length; i++) field[i] = (field[i]! - mean) * factor
}

/**
 * Digital subtraction of a patient who moved: of the background its difference from a shifted copy is left, and the noise of two
 * pictures, coarse and strong for the little that is shown.
 */
function subtract(field: Float32Array, detector: Detector, size: number, random: Random): void {
  const source = Float32Array.from(field)
  const shift = random.between(0.3, 1.5)
  const step = random.chance(0.5) ? 1 : size
  const drift = random.between(0, 0.25)
  for (let i = 0; i < field.length; i++) field[i] = drift * source[i]! + shift * (source[i]! - source[Math.min(field.length - 1, i + step)]!)
  detector.deviation = random.between(0.03, 0.1)
  detector.noise = detector.deviation * random.between(0.12, 0.42)
  detector.noiseBlur = random.between(0.7, 2)
}
