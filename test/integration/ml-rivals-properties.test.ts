import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../ml/backend/tf'
import { LossError, type LossContext } from '../../ml/losses/loss'
import { lossNamed } from '../../ml/losses/registry'
import { startNative } from './ml-engine'
import { allFinite, contextFor, distillationLosses, largest, makeAdaptersIdentical, mapTaps, outputsOf, randomOutputs, studentGradients, teacherGradients, tensorsOf, thinVessels, valueOf, type Outputs } from './ml-rivals-fixtures'

const names = distillationLosses()
/** They ask a critic or a generator, and so have no reason to be zero when student and teacher agree. */
const notZeroAtTeacher = new Set(['asd', 'asd-image', 'asd-prediction', 'asd-wasserstein', 'skd-holistic', 'mgd'])
const zeroAtTeacher = names.filter((name) => !notZeroAtTeacher.has(name))
const ofPredictionsOnly = ['kd', 'cwd', 'dist', 'skd-holistic', 'asd', 'asd-image', 'asd-prediction', 'asd-wasserstein', 'asd-similarity']
/** Whose values do not change with a positive factor on the student's features, nor with the order of their channels. */
const indifferentToScale = ['fsd', 'fsd-affinity', 'fsd-class', 'at', 'sp', 'skd-pairwise', 'ifvd', 'emkd', 'coco']

describe('distillation losses', () => {
  beforeAll(async () => {
    await startNative()
  })

  it('covers every rival by name', () => {
    const rivals = ['kd', 'at', 'fsp', 'sp', 'skd-pairwise', 'skd-holistic', 'ifvd', 'cwd', 'cwd-feature', 'emkd', 'coco', 'mgd', 'dist', 'fitnet']
    expect(names).toEqual(expect.arrayContaining([...rivals, 'fsd', 'fsd-affinity', 'fsd-channel', 'fsd-class', 'asd', 'asd-image', 'asd-prediction', 'asd-wasserstein', 'asd-similarity']))
  })

  it.each(zeroAtTeacher)('%s is zero, with a gradient of zero, when the student equals the teacher, and positive otherwise', (name) => {
    tf.tidy(() => {
      const same = contextFor(name, randomOutputs(6, 1), randomOutputs(6, 1), thinVessels())
      makeAdaptersIdentical(same)
      const other = contextFor(name, randomOutputs(6, 2), randomOutputs(6, 1), thinVessels())
      const typical = valueOf(name, other)
      expect(typical).toBeGreaterThan(0)
      expect(Math.abs(valueOf(name, same))).toBeLessThan(2e-6 + 1e-4 * typical)
      expect(largest(studentGradients(name, same))).toBeLessThan(0.01 * largest(studentGradients(name, other)))
    })
  })

  it.each(names)('%s sends no gradient into the teacher, and some into the student', (name) => {
    tf.tidy(() => {
      const context = contextFor(name, randomOutputs(6, 2), randomOutputs(9, 1), thinVessels())
      expect(largest(teacherGradients(name, context))).toBe(0)
      expect(largest(studentGradients(name, context))).toBeGreaterThan(0)
    })
  })

  it.each(names)('%s has the gradient that central differences give', (name) => {
    tf.tidy(() => {
      const context = contextFor(name, randomOutputs(5, 2), randomOutputs(7, 1), thinVessels())
      const gradients = studentGradients(name, context)
      for (const seed of [1, 2]) {
        // A direction that goes with the gradient half the way gives a difference well above float32's rounding.
        const inputs = tensorsOf(context.student)
        const steepness = Math.sqrt(gradients.reduce((sum, gradient) => sum + tf.sum(tf.square(gradient)).dataSync()[0]!, 0))
        const directions = inputs.map((input, index) => tf.add(tf.div(gradients[index]!, steepness), tf.randomNormal(input.shape, 0, 0.02, 'float32', seed + index)))
        const slope = gradients.reduce((sum, gradient, index) => sum + tf.sum(tf.mul(gradient, directions[index]!)).dataSync()[0]!, 0)
        const at = (step: number): number => valueOf(name, { ...context, student: outputsOf(inputs.map((input, index) => tf.add(input, tf.mul(directions[index]!, step)))) })
        const width = 0.01
        const difference = (at(width) - at(-width)) / (2 * width)
        expect(Math.abs(difference - slope)).toBeLessThan(0.02 * Math.abs(slope) + 1e-5)
      }
    })
  })

  it.each(indifferentToScale)('%s does not change with a positive factor on the features', (name) => {
    tf.tidy(() => {
      const [student, teacher, annotation] = [randomOutputs(6, 2), randomOutputs(9, 1), thinVessels()]
      const plain = valueOf(name, contextFor(name, student, teacher, annotation))
      const scaled = mapTaps(student, (feature) => tf.mul(feature, 3.7))
      expect(valueOf(name, contextFor(name, scaled, teacher, annotation))).toBeCloseTo(plain, 5)
      const bent = mapTaps(student, (feature) => tf.square(feature))
      expect(Math.abs(valueOf(name, contextFor(name, bent, teacher, annotation)) - plain)).toBeGreaterThan(1e-3 * plain)
    })
  })

  it.each(indifferentToScale)('%s does not change with the order of the channels, nor with channels that are zero', (name) => {
    tf.tidy(() => {
      const [student, teacher, annotation] = [randomOutputs(6, 2), randomOutputs(9, 1), thinVessels()]
      const plain = valueOf(name, contextFor(name, student, teacher, annotation))
      const order = tf.tensor1d([5, 3, 0, 1, 4, 2], 'int32')
      const exchanged = mapTaps(student, (feature) => tf.gather(feature, order, 3))
      expect(valueOf(name, contextFor(name, exchanged, teacher, annotation))).toBeCloseTo(plain, 5)
      const padded = mapTaps(student, (feature) => tf.concat([feature, tf.zerosLike(feature)], 3))
      expect(valueOf(name, contextFor(name, padded, teacher, annotation))).toBeCloseTo(plain, 5)
    })
  })

  it.each(ofPredictionsOnly)('%s does not look at features', (name) => {
    tf.tidy(() => {
      const context = contextFor(name, randomOutputs(6, 2), randomOutputs(9, 1), thinVessels())
      expect(valueOf(name, { ...context, student: { ...randomOutputs(4, 8), logits: context.student.logits } })).toBe(valueOf(name, context))
    })
  })

  it.each(names)('%s and its gradient are finite on empty and full masks, zero features and extreme logits', (name) => {
    tf.tidy(() => {
      const zero = mapTaps(randomOutputs(6, 2), (feature) => tf.zerosLike(feature))
      const extreme = { ...randomOutputs(6, 2), logits: tf.mul(tf.ones([2, 32, 32, 1]), -80) as tf.Tensor4D }
      const empty = tf.zerosLike(thinVessels())
      const cases: [string, LossContext][] = [
        ['empty mask', contextFor(name, randomOutputs(6, 2), randomOutputs(9, 1), empty)],
        ['full mask', contextFor(name, randomOutputs(6, 2), randomOutputs(9, 1), tf.onesLike(empty))],
        ['zero student', contextFor(name, zero, randomOutputs(9, 1), thinVessels())],
        ['zero teacher', contextFor(name, randomOutputs(6, 2), zero, thinVessels())],
        ['extreme student', contextFor(name, extreme, randomOutputs(9, 1), thinVessels())],
        ['extreme teacher', contextFor(name, randomOutputs(6, 2), extreme, empty)],
      ]
      for (const [what, context] of cases) {
        expect(valueOf(name, context), what).toSatisfy(Number.isFinite)
        expect(allFinite(studentGradients(name, context)), what).toBe(true)
      }
    })
  })

  it.each(names)('%s works where the only common pair is at stride 2, and where there is none refuses if it looks at features', (name) => {
    tf.tidy(() => {
      const [student, teacher] = [randomOutputs(6, 2), randomOutputs(9, 1)]
      expect(valueOf(name, contextFor(name, withOnePair(student, 2), teacher, thinVessels()))).toSatisfy(Number.isFinite)
      const attempt = (): number => valueOf(name, contextFor(name, withOnePair(student, 32), teacher, thinVessels()))
      if (ofPredictionsOnly.includes(name)) expect(attempt()).toSatisfy(Number.isFinite)
      else expect(attempt).toThrow(LossError)
    })
  })

  it.each(names)('%s leaves no tensor behind', (name) => {
    const annotation = thinVessels()
    const context = contextFor(name, randomOutputs(6, 2), randomOutputs(9, 1), annotation)
    const before = tf.memory().numTensors
    for (let i = 0; i < 3; i++) tf.dispose(lossGradient(name, context))
    expect(tf.memory().numTensors).toBe(before)
  })
})

/** The outputs with their stride-2 features alone, said to be at another stride. */
function withOnePair({ logits, encoder, decoder }: Outputs, stride: number): Outputs {
  return { logits, encoder: { [stride]: encoder[2]! }, decoder: { [stride]: decoder[2]! } }
}

function lossGradient(name: string, context: LossContext): tf.Tensor[] {
  const loss = lossNamed(name)
  return tf.tidy(() => tf.grads((...tensors) => tf.add(loss.compute({ ...context, student: outputsOf(tensors) }), tf.mul(tf.addN(tensors.map((tensor) => tf.sum(tensor))), 0)))(tensorsOf(context.student)))
}
