import { requireTeacher, type Loss } from '../loss'
import { adapt, channelsOf, kernelSpec } from './adapters'
import { featureOf, featureStride, meanSquaredDistance } from './features'
import { flowMatrix } from './flow-matrix'

/**
 * Flow of the solution procedure (FSP; Yim et al., CVPR 2017). G = F₁ᵀF₂ / HW ∈ B×C₁×C₂ of two layers, here the encoder's
 * and the decoder's feature at stride 4; L = mean over all elements of (G^S − G^T)². The student's features first go
 * through a learned 1×1 convolution to the teacher's number of channels.
 *
 * Weight 50 belongs to the mean over elements. source: formula and weight published; the 1×1 convolutions and the choice
 * of layers are reconstructed.
 */
export const flowOfSolution: Loss = {
  name: 'fsp',
  term: 'rival',
  needsTeacher: true,
  needsCritic: false,
  adapters: ({ student, teacher }) =>
    sides.map((side) => kernelSpec(`fsp.${side}`, 1, channelsOf('fsp', student, side, featureStride), channelsOf('fsp', teacher, side, featureStride))),
  compute(context) {
    const teacher = requireTeacher('fsp', context)
    const [encoder, decoder] = sides.map((side) => adapt('fsp', context, `fsp.${side}`, featureOf('fsp', context.student, side)))
    return meanSquaredDistance(flowMatrix(encoder!, decoder!), flowMatrix(featureOf('fsp', teacher, 'encoder'), featureOf('fsp', teacher, 'decoder')))
  },
}

const sides = ['encoder', 'decoder'] as const
