import type { Loss } from '../loss'
import { adapt, aligningKernel } from './adapters'
import { decoderFeatures, meanSquaredDistance } from './features'

/**
 * Hints (FitNet; Romero et al., ICLR 2015): L = mean over all elements of (W F^S − F^T)² of the decoder's features at
 * stride 4 (B×H×W×C), with a learned 1×1 convolution W from the student's to the teacher's number of channels.
 *
 * Weight 10 belongs to the mean over elements (CIRKD, beside KD). source: formula and weight published, choice of layer
 * reconstructed.
 */
export const hint: Loss = {
  name: 'fitnet',
  term: 'rival',
  needsTeacher: true,
  needsCritic: false,
  adapters: (taps) => [aligningKernel('fitnet', 'fitnet.align', 'decoder', taps)],
  compute(context) {
    const { student, teacher } = decoderFeatures('fitnet', context)
    return meanSquaredDistance(adapt('fitnet', context, 'fitnet.align', student), teacher)
  },
}
