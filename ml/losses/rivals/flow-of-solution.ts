import type { Loss } from '../loss'
import { adapt, aligningKernel } from './adapters'
import { comparedNets, meanSquaredDistance } from './features'
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
  adapters: (taps) => sides.map((side) => aligningKernel('fsp', `fsp.${side}`, side, taps)),
  compute(context) {
    const { student, teacher, stride } = comparedNets('fsp', context)
    const [encoder, decoder] = sides.map((side) => adapt('fsp', context, `fsp.${side}`, student[side][stride]!))
    return meanSquaredDistance(flowMatrix(encoder!, decoder!), flowMatrix(teacher.encoder[stride]!, teacher.decoder[stride]!))
  },
}

const sides = ['encoder', 'decoder'] as const
