import type { Loss } from '../loss'
import { adapt, aligningKernel } from './adapters'
import { channelDivergence } from './channel-distribution'
import { decoderFeatures } from './features'

const temperature = 4

/**
 * Channel-wise distillation of features (CWD; Shu et al., ICCV 2021): as for logits, with the C^T channels of the decoder's
 * feature at stride 4; the student's goes through a learned 1×1 convolution to the teacher's number of channels.
 *
 * T = 4 and weight 50 as published. source: formula and weight published, choice of layer reconstructed.
 */
export const channelWiseFeature: Loss = {
  name: 'cwd-feature',
  term: 'rival',
  needsTeacher: true,
  needsCritic: false,
  adapters: (taps) => [aligningKernel('cwd-feature', 'cwd-feature.align', 'decoder', taps)],
  compute(context) {
    const { student, teacher } = decoderFeatures('cwd-feature', context)
    return channelDivergence(adapt('cwd-feature', context, 'cwd-feature.align', student), teacher, temperature)
  },
}
