import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../ml/backend/tf'
import { criticHingeLoss } from '../../ml/losses/adversarial-similarity'
import { diagnoseSimilarity, mapFormOf } from '../../ml/losses/diagnose-similarity'
import { LossError, type LossContext } from '../../ml/losses/loss'
import { presets, withWeights } from '../../ml/losses/presets'
import { lossNamed } from '../../ml/losses/registry'
import { lossNeeds, totalLoss } from '../../ml/losses/total-loss'
import { Critic } from '../../ml/nets/critic'
import type { NetOutputs } from '../../ml/nets/layers'
import { Parameters } from '../../ml/nets/parameters'
import { startNative } from './ml-engine'

type Outputs = NetOutputs<tf.Tensor4D>

function feature(side: number, channels: number, seed: number): tf.Tensor4D {
  return tf.relu(tf.randomNormal([2, side, side, channels], 0.2, 1, 'float32', seed)) as tf.Tensor4D
}

function outputs(channels: number, seed: number): Outputs {
  return {
    logits: tf.randomNormal([2, 32, 32, 1], 0, 2, 'float32', seed) as tf.Tensor4D,
    encoder: { 2: feature(16, channels, seed + 1), 4: feature(8, channels, seed + 2), 8: feature(4, channels, seed + 3) },
    decoder: { 2: feature(16, channels, seed + 4), 4: feature(8, channels, seed + 5), 8: feature(4, channels, seed + 6) },
  }
}

/** 1×32×32×1, 1 where `keep` says so. */
function line(keep: (row: number, column: number) => boolean): tf.Tensor4D {
  return tf.tensor4d(Float32Array.from({ length: 32 * 32 }, (_, at) => (keep(Math.floor(at / 32), at % 32) ? 1 : 0)), [1, 32, 32, 1])
}

const annotation = (): tf.Tensor4D => tf.cast(tf.greater(tf.randomUniform([2, 32, 32, 1], 0, 1, 'float32', 99), 0.9), 'float32') as tf.Tensor4D
const valueOf = (name: string, context: LossContext): number => lossNamed(name).compute(context).dataSync()[0]!

describe('losses', () => {
  beforeAll(async () => {
    await startNative()
  })

  it('sees how far similarity maps have been transferred, and what the teacher’s say of vessels', () => {
    tf.tidy(() => {
      const truth = annotation()
      const random = outputs(3, 1)
      const itself = diagnoseSimilarity(random, random, truth, 'fsd')
      expect(itself.map(({ stride }) => stride)).toEqual([2, 4, 8])
      for (const { correlation } of itself) expect(correlation).toBeCloseTo(1, 4)
      for (const { correlation } of diagnoseSimilarity(outputs(3, 50), random, truth, 'fsd')) expect(Math.abs(correlation)).toBeLessThan(0.6)
      // Encoder and decoder agree where there is a vessel and nowhere else.
      const vessel = tf.maxPool(truth, 2, 2, 'same')
      const knowing = { logits: random.logits, encoder: { 2: tf.concat([vessel, tf.sub(1, vessel)], 3) as tf.Tensor4D }, decoder: { 2: tf.concat([tf.onesLike(vessel), tf.zerosLike(vessel)], 3) as tf.Tensor4D } }
      expect(diagnoseSimilarity(random, knowing, truth, 'fsd').map(({ vesselAuc }) => vesselAuc)).toEqual([1])
      expect(diagnoseSimilarity(random, knowing, tf.zerosLike(truth), 'fsd').map(({ vesselAuc }) => vesselAuc)).toEqual([null])
    })
  })

  it('fsd-class finds in its own terms what a decoder knows beyond its encoder, whatever their channels', () => {
    tf.tidy(() => {
      const truth = annotation()
      const random = outputs(3, 1)
      const vessel = tf.maxPool(truth, 2, 2, 'same')
      // The encoder says nothing, the decoder everything, in a channel that has nothing to do with the encoder's.
      const noise = tf.randomUniform([...vessel.shape.slice(0, 3), 15], 0, 1, 'float32', 7)
      const knowing = { logits: random.logits, encoder: { 2: tf.concat([noise, tf.zerosLike(vessel)], 3) as tf.Tensor4D }, decoder: { 2: tf.concat([tf.mul(noise, 0.1), vessel], 3) as tf.Tensor4D } }
      const aucOf = (of: typeof knowing): number => diagnoseSimilarity(random, of, truth, 'fsd-class')[0]!.vesselAuc!
      expect(aucOf(knowing)).toBeGreaterThan(0.95)
      const exchanged = { ...knowing, decoder: { 2: tf.reverse(knowing.decoder[2], 3) } }
      expect(aucOf(exchanged)).toBeCloseTo(aucOf(knowing), 3)
      const ignorant = { ...knowing, decoder: knowing.encoder }
      expect(aucOf(ignorant)).toBe(0.5)
      expect(mapFormOf({ ce: 1, 'fsd-class': 1 })).toBe('fsd-class')
      expect(mapFormOf({ ce: 1, asd: 1 })).toBeUndefined()
    })
  })

  it.each(['kd', 'fsd'])('%s is zero when the student equals the teacher and positive otherwise', (name) => {
    const net = outputs(6, 10)
    expect(valueOf(name, { student: net, teacher: net, annotation: annotation() })).toBeCloseTo(0, 5)
    expect(valueOf(name, { student: outputs(6, 50), teacher: net, annotation: annotation() })).toBeGreaterThan(0.01)
  })

  it('fsd does not change when a feature is scaled or its channels are exchanged, and needs no equal channel counts', () => {
    const student = outputs(6, 10)
    const teacher = outputs(9, 50)
    const plain = valueOf('fsd', { student, teacher, annotation: annotation() })
    const order = tf.tensor1d([5, 3, 0, 1, 4, 2], 'int32')
    const permuted: Outputs = {
      ...student,
      encoder: { ...student.encoder, 4: tf.mul(tf.gather(student.encoder[4]!, order, 3), 7) as tf.Tensor4D },
      decoder: { ...student.decoder, 4: tf.mul(tf.gather(student.decoder[4]!, order, 3), 0.3) as tf.Tensor4D },
    }
    expect(valueOf('fsd', { student: permuted, teacher, annotation: annotation() })).toBeCloseTo(plain, 5)
  })

  it('fsd stays finite, with a finite gradient, where all channels are zero', () => {
    const student = outputs(6, 10)
    const zero = tf.zerosLike(student.encoder[4]!)
    const gradient = tf.grad((encoder) => lossNamed('fsd').compute({ student: { ...student, encoder: { ...student.encoder, 4: encoder as tf.Tensor4D } }, teacher: outputs(6, 50), annotation: annotation() }))(zero)
    expect(tf.all(tf.isFinite(gradient)).dataSync()[0]).toBe(1)
  })

  it('sends no gradient into the teacher', () => {
    const student = outputs(6, 10)
    const teacher = outputs(6, 50)
    const teachersTensors = [teacher.logits, teacher.encoder[4]!, teacher.decoder[4]!]
    for (const name of ['kd', 'fsd']) {
      // The sum of everything keeps each tensor on the path; its own gradient is exactly 1.
      const gradients = tf.grads((...tensors) => tf.add(lossNamed(name).compute({ student, teacher, annotation: annotation() }), tf.addN(tensors.map((tensor) => tf.sum(tensor)))))(teachersTensors)
      for (const gradient of gradients) expect(tf.max(tf.abs(tf.sub(gradient, 1))).dataSync()[0]).toBe(0)
    }
  })

  it.each([['ce', 3], ['dice', 3], ['kd', 3], ['cldice', 2]] as const)('%s has the gradient that central differences give', (name, digits) => {
    const student = outputs(6, 10)
    const context = { teacher: outputs(6, 50), annotation: annotation() }
    const compute = (logits: tf.Tensor): tf.Scalar => lossNamed(name).compute({ ...context, student: { ...student, logits: logits as tf.Tensor4D } })
    // A direction over all pixels gives a difference well above float32's rounding.
    const direction = tf.randomNormal([2, 32, 32, 1], 0, 1, 'float32', 77)
    const analytic = tf.sum(tf.mul(tf.grad(compute)(student.logits), direction)).dataSync()[0]!
    const step = 1e-2
    const [up, down] = [step, -step].map((change) => compute(tf.add(student.logits, tf.mul(direction, change))).dataSync()[0]!)
    expect(analytic).toBeCloseTo((up! - down!) / (2 * step), digits)
  })

  it('ce is the textbook cross-entropy and survives extreme logits', () => {
    const student = outputs(6, 10)
    const y = annotation()
    const p = tf.sigmoid(student.logits)
    const textbook = tf.neg(tf.mean(tf.add(tf.mul(y, tf.log(p)), tf.mul(tf.sub(1, y), tf.log(tf.sub(1, p)))))).dataSync()[0]!
    expect(valueOf('ce', { student, annotation: y })).toBeCloseTo(textbook, 4)
    const extreme = { ...student, logits: tf.mul(tf.ones([2, 32, 32, 1]), 1e4) as tf.Tensor4D }
    expect(valueOf('ce', { student: extreme, annotation: tf.ones([2, 32, 32, 1]) })).toBe(0)
    expect(Number.isFinite(valueOf('ce', { student: extreme, annotation: y }))).toBe(true)
  })

  it('dice is finite on empty masks and near zero on a perfect prediction', () => {
    const student = outputs(6, 10)
    const y = annotation()
    expect(valueOf('dice', { student: { ...student, logits: tf.mul(tf.sub(y, 0.5), 60) }, annotation: y })).toBeLessThan(1e-3)
    expect(valueOf('dice', { student: { ...student, logits: tf.mul(tf.onesLike(y), -60) }, annotation: tf.zerosLike(y) })).toBeCloseTo(0, 5)
  })

  it('cldice is near zero on a perfect prediction, and counts a gap in a vessel more than a thinner vessel', () => {
    const truth = line((row) => row >= 14 && row <= 18)
    const lossOf = (mask: tf.Tensor4D): number => valueOf('cldice', { student: { ...outputs(6, 10), logits: tf.mul(tf.sub(mask, 0.5), 60) }, annotation: truth })
    expect(lossOf(truth)).toBeLessThan(0.02)
    const [thin, broken] = [lossOf(line((row) => row >= 15 && row <= 17)), lossOf(line((row, column) => row >= 14 && row <= 18 && (column < 12 || column > 20)))]
    expect(broken).toBeGreaterThan(thin + 0.1)
    expect(valueOf('cldice', { student: outputs(6, 10), annotation: tf.zeros([2, 32, 32, 1]) })).toBeLessThanOrEqual(1)
  })

  it('deep supervision compares heads of its own with the annotation at their size, and reaches the decoder', () => {
    const student = outputs(6, 10)
    const loss = lossNamed('deep')
    const taps = { student: { encoder: {}, decoder: { 2: 6, 4: 6, 8: 6 } }, get teacher(): never { throw new Error('asked for a teacher') } }
    const adapters = new Parameters(loss.adapters!(taps), { seed: 1 })
    expect(adapters.trainable()).toHaveLength(2)
    const gradient = tf.grad((decoder) => loss.compute({ student: { ...student, decoder: { ...student.decoder, 4: decoder as tf.Tensor4D } }, annotation: annotation(), adapters }))(student.decoder[4]!)
    expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBeGreaterThan(0)
    const zero = Object.fromEntries([2, 4].map((stride) => [stride, tf.zerosLike(student.decoder[stride]!)]))
    expect(loss.compute({ student: { ...student, decoder: zero }, annotation: annotation(), adapters }).dataSync()[0]).toBeCloseTo(0.75 * Math.log(2), 4)
    expect(() => loss.adapters!({ student: { encoder: {}, decoder: { 16: 6 } }, teacher: taps.student })).toThrow(/decoder features at stride 2 or 4/)
    adapters.dispose()
  })

  it('leaves images that nobody annotated to the distillation', () => {
    const [student, teacher, y] = [outputs(6, 10), outputs(6, 50), annotation()]
    const both = totalLoss(presets.kd, { student, teacher, annotation: y, unlabelled: 1 }).terms
    const annotated = totalLoss(presets.none, { student: { ...student, logits: tf.slice(student.logits, 0, 1) }, annotation: tf.slice(y, 0, 1) }).terms
    expect(both['segmentation']!.dataSync()[0]).toBeCloseTo(annotated['segmentation']!.dataSync()[0]!, 5)
    expect(both['kd']!.dataSync()[0]).toBeCloseTo(valueOf('kd', { student, teacher, annotation: y }), 5)
  })

  it('takes weights set anew, and refuses what is no weight', () => {
    expect(withWeights(presets.none, { cldice: 0.3, dice: 0 })).toEqual({ ce: 1, cldice: 0.3 })
    expect(() => withWeights(presets.none, { nothing: 1 })).toThrow(/There is no loss named "nothing"/)
    expect(() => withWeights(presets.none, { ce: -1 })).toThrow('The weight of ce must be a number from 0 on, not -1.')
    expect(() => withWeights(presets.none, { ce: 0, dice: 0 })).toThrow(LossError)
  })

  it('asd needs its critic, is left out of the total before the warm-up is over, and pulls the score up', () => {
    const student = outputs(6, 10)
    const context: LossContext = { student, teacher: outputs(6, 50), annotation: annotation() }
    expect(() => valueOf('asd', context)).toThrow(LossError)
    expect(totalLoss(presets.asd, context).terms['asd']).toBeUndefined()
    const critic = new Critic({ seed: 3 })
    const score = (y: tf.Tensor4D, p: tf.Tensor4D): tf.Tensor4D => critic.score(y, p)
    expect(score(context.annotation, tf.sigmoid(student.logits)).shape).toEqual([2, 4, 4, 1])
    const compute = (logits: tf.Tensor): tf.Scalar => lossNamed('asd').compute({ ...context, score, student: { ...student, logits: logits as tf.Tensor4D } })
    const before = compute(student.logits).dataSync()[0]!
    const downhill = tf.sub(student.logits, tf.mul(tf.grad(compute)(student.logits), 100))
    expect(compute(downhill).dataSync()[0]!).toBeLessThan(before)
    critic.dispose()
  })

  it('the critic keeps its layers near spectral norm 1 and learns to tell real from fake', () => {
    const critic = new Critic({ seed: 5 })
    for (let i = 0; i < 20; i++) critic.updateDirections()
    const y = annotation()
    const real = tf.clipByValue(tf.mul(y, 0.9), 0.05, 1) as tf.Tensor4D
    const fake = tf.sigmoid(outputs(6, 10).logits)
    const variables = critic.parameters.trainable().map(({ variable }) => variable)
    const loss = (): tf.Scalar => criticHingeLoss(critic.score(y, real), critic.score(y, fake))
    const first = loss().dataSync()[0]!
    const optimiser = tf.train.adam(1e-3)
    for (let i = 0; i < 15; i++) {
      critic.updateDirections()
      optimiser.minimize(loss, false, variables)
    }
    expect(loss().dataSync()[0]!).toBeLessThan(first - 0.05)
    critic.dispose()
  })

  it('every preset names known losses, and lightvessel is FSD with ASD', () => {
    for (const weights of Object.values(presets)) for (const name of Object.keys(weights)) expect(lossNamed(name).name).toBe(name)
    expect(lossNeeds(presets.lightvessel)).toEqual({ teacher: true, critic: true })
    expect(lossNeeds(presets.none)).toEqual({ teacher: false, critic: false })
    expect(() => lossNamed('nothing')).toThrow(/There is no loss named "nothing"/)
  })
})
