import * as tf from '../backend/tf'
import { disposeOutputs, type FrozenNet } from './net'
import type { NetOutputs } from './layers'

type Outputs = NetOutputs<tf.Tensor4D>

/**
 * Several nets of one kind of which each teaches the images that it was not trained on. What a teacher says about images that it
 * knows by heart is their annotation, which the student has already; about others it tells what it understood.
 */
export class OutOfFold {
  readonly definition: FrozenNet['definition']

  /**
   * @param members become this one's: `dispose` disposes of them
   * @throws RangeError when there are fewer than two, or they are different nets: their features would not correspond
   */
  constructor(private readonly members: readonly FrozenNet[]) {
    const [first, ...others] = members
    if (!first || others.length === 0) throw new RangeError('Out-of-fold teaching needs at least two teachers.')
    const different = others.find(({ definition }) => definition.name !== first.definition.name)
    if (different) throw new RangeError(`Out-of-fold teachers must be the same net, not ${first.definition.name} and ${different.definition.name}.`)
    this.definition = first.definition
  }

  /**
   * @param input B×H×W×1, normalised
   * @param teachers B×members, 1 for the member that answers for this image; without it the first answers for all
   * @returns the caller's
   */
  run(input: tf.Tensor4D, teachers?: tf.Tensor2D): Outputs {
    if (!teachers) return this.members[0]!.run(input)
    const answers = this.members.map((member) => member.run(input))
    const shares = tf.split(teachers, this.members.length, 1).map((share) => tf.reshape(share, [-1, 1, 1, 1]))
    const chosen = (pick: (outputs: Outputs) => tf.Tensor4D): tf.Tensor4D => tf.addN(answers.map((outputs, index) => tf.mul(pick(outputs), shares[index]!))) as tf.Tensor4D
    const taps = (side: 'encoder' | 'decoder'): Record<number, tf.Tensor4D> => Object.fromEntries(Object.keys(answers[0]![side]).map((stride) => [stride, tf.tidy(() => chosen((outputs) => outputs[side][Number(stride)]!))]))
    const result = { logits: tf.tidy(() => chosen(({ logits }) => logits)), encoder: taps('encoder'), decoder: taps('decoder') }
    for (const answer of answers) disposeOutputs(answer)
    tf.dispose(shares)
    return result
  }

  predict(image: tf.Tensor4D): tf.Tensor4D {
    return this.members[0]!.predict(image)
  }

  dispose(): void {
    for (const member of this.members) member.dispose()
  }
}
