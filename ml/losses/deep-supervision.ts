import * as tf from '../backend/tf'
import { binaryCrossEntropy } from './binary-cross-entropy'
import { LossError, type Loss } from './loss'
import { adapt, kernelSpec } from './rivals/adapters'

/** Decoder strides that get a head of their own while training, with their weights (halved per level, as in nnU-Net). */
const heads: readonly { stride: number; weight: number }[] = [
  { stride: 2, weight: 0.5 },
  { stride: 4, weight: 0.25 },
]

/**
 * Deep supervision (Lee et al., AISTATS 2015): a 1×1 convolution on the decoder's features at strides 2 and 4, cross-entropy of its
 * logits against the annotation at that size, weights 0.5 and 0.25. A coarse pixel is vessel where any of its pixels is: thin vessels
 * would be lost to a mean. The heads learn with the student and are not part of its model.
 */
export const deepSupervision: Loss = {
  name: 'deep',
  term: 'segmentation',
  needsTeacher: false,
  needsCritic: false,
  adapters: ({ student }) => headsOf(student.decoder).map(({ stride }) => kernelSpec(headName(stride), 1, student.decoder[stride]!, 1)),
  compute(context) {
    const { decoder } = context.student
    const terms = headsOf(decoder).map(({ stride, weight }) => {
      const logits = adapt('deep', context, headName(stride), decoder[stride]!)
      return tf.mul(binaryCrossEntropy(logits, tf.maxPool(context.annotation, stride, stride, 'same')), weight)
    })
    return tf.addN(terms) as tf.Scalar
  },
}

const headName = (stride: number): string => `deep.head${stride}`

function headsOf(decoder: Readonly<Record<number, unknown>>): typeof heads {
  const present = heads.filter(({ stride }) => decoder[stride] !== undefined)
  if (present.length === 0) throw new LossError('Deep supervision needs a net with decoder features at stride 2 or 4.')
  return present
}
