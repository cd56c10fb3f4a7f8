import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../ml/backend/tf'
import { criticHingeLoss } from '../../ml/losses/adversarial-similarity'
import { LossCompanions } from '../../ml/losses/companions'
import { criticName, defaultCritic, type CriticDesign } from '../../ml/losses/critic-design'
import { criticChannels, criticInput, criticLoss, gradientPenalty } from '../../ml/losses/critic-loss'
import { LossError } from '../../ml/losses/loss'
import { presets } from '../../ml/losses/presets'
import { lossNamed } from '../../ml/losses/registry'
import { tapChannels } from '../../ml/losses/tap-channels'
import { totalLoss } from '../../ml/losses/total-loss'
import { Critic } from '../../ml/nets/critic'
import { buildNet } from '../../ml/nets/registry'
import { startNative } from './ml-engine'
import { contextFor, randomOutputs, thinVessels, valueOf } from './ml-rivals-fixtures'

const noTaps = (): never => {
  throw new Error('the nets were measured without need')
}
function expectSame(a: tf.Tensor, b: tf.Tensor): void {
  expect(a.shape).toEqual(b.shape)
  expect(number(tf.max(tf.abs(tf.sub(a, b))))).toBe(0)
}

function opponentsOf(preset: keyof typeof presets): string[] {
  const companions = new LossCompanions(presets[preset], noTaps, 1)
  const found = companions.opponents.map(({ name }) => name)
  companions.dispose()
  return found
}

const wasserstein: CriticDesign = { condition: 'none', judges: 'logits', form: 'wasserstein' }
const number = (tensor: tf.Tensor): number => tensor.dataSync()[0]!

describe('critics of the adversarial losses', () => {
  beforeAll(async () => {
    await startNative()
  })

  it('show the critic what its design says', () => {
    tf.tidy(() => {
      const annotation = thinVessels()
      const image = tf.randomNormal([2, 32, 32, 1], 0, 1, 'float32', 4) as tf.Tensor4D
      const { logits } = randomOutputs(4, 1)
      expectSame(criticInput(defaultCritic, logits, { annotation }), tf.concat([annotation, tf.sigmoid(logits)], 3))
      expectSame(criticInput({ ...defaultCritic, condition: 'image' }, logits, { annotation, image }), tf.concat([image, tf.sigmoid(logits)], 3))
      expectSame(criticInput({ ...defaultCritic, condition: 'none' }, logits, { annotation }), tf.sigmoid(logits))
      expectSame(criticInput(wasserstein, logits, { annotation }), logits)
      expect(() => criticInput({ ...defaultCritic, condition: 'image' }, logits, { annotation })).toThrow(LossError)
    })
  })

  it('the gradient penalty is that of the difference quotient along the gradient', () => {
    const critic = new Critic({ seed: 9 }, 1)
    tf.tidy(() => {
      const inputs = randomOutputs(4, 3).logits
      const mean = (x: tf.Tensor): tf.Tensor => tf.mean(critic.scoreOf(x as tf.Tensor4D), [1, 2, 3])
      const gradient = tf.grad((x: tf.Tensor) => tf.sum(mean(x)))(inputs)
      const norms = tf.sqrt(tf.sum(tf.square(gradient), [1, 2, 3], true))
      const step = 0.02
      const direction = tf.mul(tf.div(gradient, norms), step)
      const slopes = tf.div(tf.sub(mean(tf.add(inputs, direction)), mean(tf.sub(inputs, direction))), 2 * step)
      expect(number(gradientPenalty(critic, inputs))).toBeCloseTo(number(tf.mean(tf.square(tf.sub(slopes, 1)))), 3)
    })
    critic.dispose()
  })

  it.each(['hinge', 'gradient penalty'])('%s: the gradient in the kernels is what central differences give', (what) => {
    const critic = new Critic({ seed: 9 })
    // The directions of the spectral norms are constants of the gradient, which is right once they have converged.
    for (let i = 0; i < 200; i++) critic.updateDirections()
    tf.tidy(() => {
      const conditions = { annotation: thinVessels() }
      const real = criticInput(defaultCritic, randomOutputs(4, 1).logits, conditions)
      const fake = criticInput(defaultCritic, randomOutputs(4, 2).logits, conditions)
      const loss = (): tf.Scalar => (what === 'hinge' ? criticLoss(defaultCritic, critic, real, fake, 3) : gradientPenalty(critic, fake))
      const kernels = [0, 1, 2, 3].map((layer) => critic.parameters.get<tf.Rank.R4>(`layer${layer}.kernel`))
      const { grads } = tf.variableGrads(loss, kernels)
      for (const kernel of kernels) {
        const steepness = number(tf.norm(grads[kernel.name]!))
        const start = tf.clone(kernel)
        const at = (step: number): number => {
          kernel.assign(tf.add(start, tf.mul(grads[kernel.name]!, step / steepness)) as tf.Tensor4D)
          return number(loss())
        }
        const slope = (at(0.03) - at(-0.03)) / 0.06
        kernel.assign(start)
        // The penalty jumps where a leaky ReLU changes its slope; only the last kernel has no ReLU behind it.
        const tolerance = what === 'hinge' || kernel === kernels[3] ? 0.05 : 0.35
        expect(Math.abs(slope / steepness - 1)).toBeLessThan(tolerance)
      }
    })
    critic.dispose()
  })

  it('a Wasserstein critic learns to score the teacher above the student, with its slope nearer 1', () => {
    const critic = new Critic({ seed: 2 }, criticChannels(wasserstein))
    const [real, fake] = [randomOutputs(4, 1).logits, tf.tidy(() => tf.sub(randomOutputs(4, 2).logits, 2) as tf.Tensor4D)]
    const variables = critic.parameters.trainable().map(({ variable }) => variable)
    const optimiser = tf.train.adam(5e-4)
    const penalty = (): number => tf.tidy(() => number(gradientPenalty(critic, tf.div(tf.add(real, fake), 2))))
    const before = penalty()
    for (let step = 0; step < 40; step++) {
      critic.updateDirections()
      optimiser.minimize(() => criticLoss(wasserstein, critic, real, fake, step), false, variables)
    }
    expect(tf.tidy(() => number(tf.mean(critic.scoreOf(real))) - number(tf.mean(critic.scoreOf(fake))))).toBeGreaterThan(0)
    expect(penalty()).toBeLessThan(before)
    critic.dispose()
  })

  it('the similarity form is the mean squared distance of the two score grids', () => {
    tf.tidy(() => {
      const context = contextFor('asd-similarity', randomOutputs(4, 1), randomOutputs(4, 2), thinVessels())
      const score = context.critics!.get(criticName(defaultCritic))!
      const expected = number(tf.mean(tf.square(tf.sub(score(context.student.logits), score(context.teacher!.logits)))))
      expect(valueOf('asd-similarity', context)).toBeCloseTo(expected, 7)
      expect(valueOf('asd', { ...context })).toBeCloseTo(-number(tf.mean(score(context.student.logits))), 7)
    })
  })
})

describe('companions of the losses', () => {
  beforeAll(async () => {
    await startNative()
  })

  it('losses with the same critic share one, others get their own', () => {
    expect(opponentsOf('asd-similarity')).toEqual(['annotation-probability-hinge'])
    expect(opponentsOf('skd')).toEqual(['none-logits-wasserstein'])
    expect(opponentsOf('coco')).toEqual(['image-probability-hinge'])
    expect(opponentsOf('kd')).toEqual([])
  })

  it('adapters fit the two nets and change only the channels', () => {
    const [student, teacher] = [buildNet('slim-unet-4', { seed: 1 }), buildNet('unet-16', { seed: 1 })]
    const [frozenStudent, frozenTeacher] = [student.freeze(), teacher.freeze()]
    const taps = { student: tapChannels(frozenStudent), teacher: tapChannels(frozenTeacher) }
    expect(taps.student.decoder[4]).toBe(16)
    expect(taps.teacher.decoder[4]).toBe(64)
    const companions = new LossCompanions(presets.mgd, () => taps, 1)
    expect(companions.adapters.specs.map(({ shape }) => shape)).toEqual([
      [1, 1, 16, 64],
      [3, 3, 64, 64],
      [3, 3, 64, 64],
    ])
    for (const one of [student, teacher, frozenStudent, frozenTeacher, companions]) one.dispose()
  })

  it('adapters have gradients, and a training that does not train them is refused', () => {
    tf.tidy(() => {
      for (const name of ['fsp', 'cwd-feature', 'mgd', 'fitnet', 'fsd-channel']) {
        const context = contextFor(name, randomOutputs(5, 1), randomOutputs(7, 2), thinVessels())
        const { grads } = tf.variableGrads(() => lossNamed(name).compute(context), context.adapters!.trainable().map(({ variable }) => variable))
        for (const { variable } of context.adapters!.trainable()) expect(number(tf.max(tf.abs(grads[variable.name]!)))).toBeGreaterThan(0)
        delete context.adapters
        expect(() => lossNamed(name).compute(context)).toThrow(LossError)
      }
    })
  })

  it('critics are heard only when they are to be', () => {
    const companions = new LossCompanions(presets.asd, noTaps, 1)
    tf.tidy(() => {
      const context = { student: randomOutputs(4, 1), teacher: randomOutputs(4, 2), annotation: thinVessels() }
      companions.addTo(context, false)
      expect(Object.keys(totalLoss(presets.asd, context).terms)).toEqual(['segmentation'])
      companions.addTo(context, true)
      expect(Object.keys(totalLoss(presets.asd, context).terms)).toEqual(['segmentation', 'asd'])
    })
    companions.dispose()
  })

  it('a critic learns on logits and probabilities, and the tensors given to it stay', () => {
    const companions = new LossCompanions({ asd: 1, 'skd-holistic': 1 }, noTaps, 1)
    const annotation = thinVessels()
    const [real, fake] = [randomOutputs(4, 1).logits, randomOutputs(4, 2).logits]
    const before = tf.memory().numTensors
    for (const opponent of companions.opponents) {
      const { value, grads } = companions.criticGradients(opponent, real, fake, { annotation }, 1)
      expect(number(value)).toSatisfy(Number.isFinite)
      tf.dispose([value, ...Object.values(grads)])
    }
    expect(tf.memory().numTensors).toBe(before)
    expect([real, fake, annotation].every((tensor) => !tensor.isDisposed)).toBe(true)
    const score = tf.tidy(() => number(criticHingeLoss(tf.ones([1, 2, 2, 1]), tf.mul(tf.ones([1, 2, 2, 1]), 0.5))))
    expect(score).toBe(1.5)
    companions.dispose()
  })
})
