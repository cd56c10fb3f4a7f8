import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../ml/backend/tf'
import { presets } from '../../ml/losses/presets'
import { lossNamed } from '../../ml/losses/registry'
import { annotationAt } from '../../ml/losses/rivals/features'
import { startNative } from './ml-engine'
import { contextFor, makeAdaptersIdentical, randomOutputs, thinVessels, valueOf, type Outputs } from './ml-rivals-fixtures'

/* The losses once more as plain loops over numbers, straight from their formulas: they fix each reduction, to which the published weights belong. */

type Vector = number[]
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const dot = (a: Vector, b: Vector): number => a.reduce((sum, value, index) => sum + value * b[index]!, 0)
const unit = (a: Vector): Vector => a.map((value) => value / Math.sqrt(dot(a, a)))
const squares = (a: Vector, b: Vector): Vector => a.map((value, index) => (value - b[index]!) ** 2)

/** The pixels of each image: image → pixel → channel. */
function pixels(feature: tf.Tensor4D): Vector[][] {
  const [batch, height, width, channels] = feature.shape
  return tf.reshape(feature, [batch, height * width, channels]).arraySync() as Vector[][]
}

const student = (): Outputs => randomOutputs(6, 1)
const teacher = (): Outputs => randomOutputs(6, 2)
const decoder = (outputs: Outputs): Vector[][] => pixels(outputs.decoder[4]!)
const encoder = (outputs: Outputs): Vector[][] => pixels(outputs.encoder[4]!)

const attention = (image: Vector[]): Vector => unit(image.map((pixel) => mean(pixel.map((value) => value ** 2))))
const unitRows = (images: Vector[][]): Vector[] => images.map((one) => unit(images.map((other) => dot(one.flat(), other.flat()))))
function flow(of: Outputs, b: number): Vector {
  const [e, d] = [encoder(of)[b]!, decoder(of)[b]!]
  return e[0]!.flatMap((_, i) => d[0]!.map((__, j) => mean(e.map((pixel, p) => pixel[i]! * d[p]![j]!))))
}

const withDecoder = (outputs: Outputs, feature: tf.Tensor4D): Outputs => ({ ...outputs, decoder: { ...outputs.decoder, 4: feature } })
const largeDecoder = (outputs: Outputs): Outputs => withDecoder(outputs, tf.image.resizeNearestNeighbor(outputs.encoder[2]!, [32, 32]))
const plainDecoder = (outputs: Outputs): Outputs => withDecoder(outputs, outputs.encoder[2]!)
function softmax(values: Vector): Vector {
  const raised = values.map((value) => Math.exp(value / 4))
  const sum = raised.reduce((total, value) => total + value, 0)
  return raised.map((value) => value / sum)
}
function divergence(z: Vector, reference: Vector): number {
  const [q, p] = [softmax(z), softmax(reference)]
  return p.reduce((sum, value, index) => sum + value * Math.log(value / q[index]!), 0)
}
const classes = (outputs: Outputs): Vector[] => pixels(outputs.logits).flatMap((image) => [image.map(([z]) => -z! / 2), image.map(([z]) => z! / 2)])
const channels = (outputs: Outputs): Vector[] => decoder(outputs).flatMap((image) => image[0]!.map((_, c) => image.map((pixel) => pixel[c]!)))

const probabilities = (outputs: Outputs): Vector => pixels(outputs.logits).flat(2).map((z) => 1 / (1 + Math.exp(-z)))
function centred(values: Vector): Vector {
  const middle = mean(values)
  return values.map((value) => value - middle)
}
const binary = (z: number): Vector => [1 / (1 + Math.exp(z / 4)), 1 / (1 + Math.exp(-z / 4))]
const importance = (image: Vector[]): Vector => unit(image.map((pixel) => mean(pixel.map((value) => value ** 4))))
function importanceDistance(stride: number): number {
  const [one, other] = [pixels(student().encoder[stride]!), pixels(teacher().encoder[stride]!)]
  return mean(one.map((image, b) => squares(importance(image), importance(other[b]!)).reduce((sum, value) => sum + value, 0)))
}
const affinity = (one: Vector[], other: Vector[]): Vector => one.flatMap((a) => other.map((b) => dot(unit(a), unit(b))))
function across(stride: number): number {
  const [es, ds, et, dt] = [student().encoder, student().decoder, teacher().encoder, teacher().decoder].map((taps) => pixels(taps[stride]!))
  return mean([0, 1].flatMap((b) => squares(affinity(es![b]!, ds![b]!), affinity(et![b]!, dt![b]!))))
}

function variation(outputs: Outputs, b: number): Vector {
  const [e, d] = [encoder(outputs)[b]!, decoder(outputs)[b]!]
  const ofEncoder = affinity(e, e)
  return affinity(d, d).map((value, index) => value - ofEncoder[index]!)
}

const labelsAt = (stride: number): Vector[] => pixels(annotationAt(thinVessels(), stride)).map((image) => image.map(([value]) => value!))
const prototype = (image: Vector[], labels: Vector, label: number): Vector => image[0]!.map((_, c) => mean(image.filter((__, p) => labels[p] === label).map((pixel) => pixel[c]!)))
function vesselLikeness(image: Vector[], labels: Vector): Vector {
  const [background, vessel] = [prototype(image, labels, 0), prototype(image, labels, 1)]
  const direction = vessel.map((value, c) => value - background[c]!)
  return image.map((pixel) => dot(unit(pixel.map((value, c) => value - (vessel[c]! + background[c]!) / 2)), unit(direction)))
}
function shift(outputs: Outputs, b: number, stride: number): Vector {
  const labels = labelsAt(stride)[b]!
  const [ofEncoder, ofDecoder] = [outputs.encoder, outputs.decoder].map((taps) => vesselLikeness(pixels(taps[stride]!)[b]!, labels))
  return ofDecoder!.map((value, p) => (value - ofEncoder![p]!) / 2)
}
const shiftDistance = (stride: number): number => mean([0, 1].flatMap((b) => squares(shift(student(), b, stride), shift(teacher(), b, stride))))

function expectValue(name: string, expected: number): void {
  const context = contextFor(name, student(), teacher(), thinVessels())
  makeAdaptersIdentical(context)
  expect(valueOf(name, context) / expected).toBeCloseTo(1, 3)
}

describe('distillation losses against their formulas', () => {
  beforeAll(async () => {
    await startNative()
  })

  it('at: mean over pixels of unit attention maps, over two layers', () => {
    const layer = (of: typeof decoder): number => mean(of(student()).flatMap((image, b) => squares(attention(image), attention(of(teacher())[b]!))))
    expectValue('at', (layer(encoder) + layer(decoder)) / 2)
  })

  it('sp: B×B similarities with unit rows', () => {
    expectValue('sp', mean(unitRows(decoder(student())).flatMap((row, b) => squares(row, unitRows(decoder(teacher()))[b]!))))
  })

  it('fsp: products of channels, divided by HW', () => {
    expectValue('fsp', mean([0, 1].flatMap((b) => squares(flow(student(), b), flow(teacher(), b)))))
  })

  it('skd-pairwise: cosines of all pairs of nodes', () => {
    expectValue('skd-pairwise', mean([0, 1].flatMap((b) => squares(affinity(decoder(student())[b]!, decoder(student())[b]!), affinity(decoder(teacher())[b]!, decoder(teacher())[b]!)))))
  })

  it('skd-pairwise: keeps 16×16 nodes of a larger feature, by maximum', () => {
    tf.tidy(() => {
      const value = (change: typeof largeDecoder): number => valueOf('skd-pairwise', contextFor('skd-pairwise', change(student()), change(teacher()), thinVessels()))
      expect(value(largeDecoder)).toBeCloseTo(value(plainDecoder), 6)
    })
  })

  it('ifvd: cosine of each pixel with the mean of its class', () => {
    const labels = labelsAt(4)
    const similarity = (image: Vector[], b: number): Vector => {
      const prototypes = [prototype(image, labels[b]!, 0), prototype(image, labels[b]!, 1)]
      return image.map((pixel, p) => dot(unit(pixel), unit(prototypes[labels[b]![p]!]!)))
    }
    expectValue('ifvd', mean(decoder(student()).flatMap((image, b) => squares(similarity(image, b), similarity(decoder(teacher())[b]!, b)))))
  })

  it('fsd-class: by how much the decoder moves a place from one class to the other', () => {
    expectValue('fsd-class', mean([2, 4, 8].map(shiftDistance)))
  })

  it('fsd-class: images that show one class only say nothing', () => {
    tf.tidy(() => {
      for (const mask of [tf.zerosLike(thinVessels()), tf.onesLike(thinVessels())]) expect(valueOf('fsd-class', contextFor('fsd-class', student(), teacher(), mask))).toBe(0)
    })
  })

  it('thin vessels survive in the label of a feature, where nearest neighbours would lose them', () => {
    const line = tf.tidy(() => tf.reshape(tf.tensor1d(Float32Array.from({ length: 64 * 64 }, (_, i) => (Math.abs((i % 64) - 3 - Math.floor(i / 64) * 0.4) < 1 ? 1 : 0))), [1, 64, 64, 1]) as tf.Tensor4D)
    const kept = annotationAt(line, 8).arraySync()[0]!
    const nearest = line.arraySync()[0]!
    let [cells, sampled] = [0, 0]
    for (let row = 0; row < 8; row++) {
      for (let column = 0; column < 8; column++) {
        cells += kept[row]![column]![0]!
        sampled += nearest[row * 8]![column * 8]![0]!
      }
    }
    expect(cells).toBeGreaterThanOrEqual(8)
    expect(sampled).toBeLessThan(cells / 2)
  })

  it('cwd: T²/(B·K) times the divergence over the image', () => {
    const reference = classes(teacher())
    expectValue('cwd', (16 / 4) * classes(student()).reduce((sum, z, index) => sum + divergence(z, reference[index]!), 0))
    const referenceChannels = channels(teacher())
    expectValue('cwd-feature', (16 / 12) * channels(student()).reduce((sum, z, index) => sum + divergence(z, referenceChannels[index]!), 0))
  })

  it('fitnet: mean over all elements', () => {
    expectValue('fitnet', mean(squares(decoder(student()).flat(2), decoder(teacher()).flat(2))))
  })

  it('mgd: sum over an image, with a quarter of the pixels visible, the same ones for the same seed', () => {
    tf.tidy(() => {
      const context = contextFor('mgd', student(), teacher(), thinVessels())
      for (const { name } of context.adapters!.specs) context.adapters!.get(name).assign(tf.zerosLike(context.adapters!.get(name)))
      const target = decoder(teacher()).flat(2)
      expect(valueOf('mgd', context) / (dot(target, target) / 2)).toBeCloseTo(1, 4)
      const fresh = contextFor('mgd', student(), teacher(), thinVessels())
      expect(valueOf('mgd', fresh)).toBe(valueOf('mgd', fresh))
      expect(valueOf('mgd', { ...fresh, randomSeed: 8 })).not.toBe(valueOf('mgd', fresh))
    })
  })

  it('dist: 1 − Pearson over all pixels, blind to a p ↦ ap + b, and its inter-class part teaches nothing', () => {
    tf.tidy(() => {
      const [s, t] = [probabilities(student()), probabilities(teacher())]
      expectValue('dist', 1 - dot(unit(centred(s)), unit(centred(t))))
      const line = tf.tensor4d(t.map((p) => Math.log((0.4 * p + 0.3) / (0.7 - 0.4 * p))), [2, 32, 32, 1])
      expect(valueOf('dist', contextFor('dist', { ...student(), logits: line }, teacher(), thinVessels()))).toBeCloseTo(0, 5)
      // Over the two classes (1 − p, p) of one pixel the correlation is the sign of (p − ½) on both sides.
      const rows = s.map((p, index) => dot(unit(centred([1 - p, p])), unit(centred([1 - t[index]!, t[index]!]))))
      for (const row of rows) expect(Math.abs(row)).toBeCloseTo(1, 6)
    })
  })

  it('emkd: 0.1 PMD + 0.9 IMD + 0.9 RAD, IMD summed over pixels', () => {
    const [zs, zt] = [pixels(student().logits).flat(2), pixels(teacher().logits).flat(2)]
    const prediction = 16 * mean(zs.map((z, index) => dot(binary(zt[index]!), binary(zt[index]!).map((p, k) => Math.log(p / binary(z)[k]!)))))
    const labels = pixels(annotationAt(thinVessels(), 4)).map((image) => image.map(([value]) => value!))
    const contrast = (image: Vector[], b: number): number => {
      const middle = (label: number): Vector => image[0]!.map((_, c) => mean(image.filter((__, p) => labels[b]![p] === label).map((pixel) => pixel[c]!)))
      return dot(unit(middle(0)), unit(middle(1)))
    }
    const [ds, dt] = [decoder(student()), decoder(teacher())]
    const region = mean(ds.map((image, b) => (contrast(image, b) - contrast(dt[b]!, b)) ** 2))
    expectValue('emkd', 0.1 * prediction + 0.9 * (importanceDistance(2) + importanceDistance(4)) + 0.9 * region)
  })

  it('fsd-affinity and coco: cosines between all places of encoder and decoder', () => {
    expectValue('fsd-affinity', (across(2) + across(4) + across(8)) / 3)
    expectValue('coco', (across(4) + mean([0, 1].flatMap((b) => squares(variation(student(), b), variation(teacher(), b))))) / 2)
  })

  it('every preset is made of known losses, and every rival and variant has one of its name', () => {
    for (const weights of Object.values(presets)) for (const name of Object.keys(weights)) expect(lossNamed(name).name).toBe(name)
    for (const name of ['kd', 'at', 'fsp', 'sp', 'skd-pairwise', 'skd-holistic', 'ifvd', 'cwd', 'emkd', 'coco', 'mgd', 'dist', 'fitnet', 'fsd', 'fsd-affinity', 'fsd-channel', 'fsd-class', 'asd', 'asd-image', 'asd-prediction', 'asd-wasserstein', 'asd-similarity']) {
      expect(Object.keys(presets[name as keyof typeof presets])).toEqual(expect.arrayContaining(['ce', 'dice', name]))
    }
    expect(Object.keys(presets['lightvessel+kd']).sort()).toEqual(['asd', 'ce', 'dice', 'fsd', 'kd'])
    expect(Object.keys(presets.none).sort()).toEqual(['ce', 'dice'])
  })
})
