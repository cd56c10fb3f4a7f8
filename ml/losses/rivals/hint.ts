import { requireTeacher, type Loss } from '../loss'
import { adapt, channelsOf, kernelSpec } from './adapters'
import { featureOf, featureStride, meanSquaredDistance } from './features'

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
  adapters: ({ student, teacher }) => [kernelSpec('fitnet.align', 1, channelsOf('fitnet', student, 'decoder', featureStride), channelsOf('fitnet', teacher, 'decoder', featureStride))],
  compute(context) {
    const target = featureOf('fitnet', requireTeacher('fitnet', context), 'decoder')
    return meanSquaredDistance(adapt('fitnet', context, 'fitnet.align', featureOf('fitnet', context.student, 'decoder')), target)
  },
}
