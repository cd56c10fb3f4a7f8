import { requireTeacher, type Loss } from '../loss'
import { adapt, channelsOf, kernelSpec } from './adapters'
import { channelDivergence } from './channel-distribution'
import { featureOf, featureStride } from './features'

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
  adapters: ({ student, teacher }) => [
    kernelSpec('cwd-feature.align', 1, channelsOf('cwd-feature', student, 'decoder', featureStride), channelsOf('cwd-feature', teacher, 'decoder', featureStride)),
  ],
  compute(context) {
    const teacher = featureOf('cwd-feature', requireTeacher('cwd-feature', context), 'decoder')
    return channelDivergence(adapt('cwd-feature', context, 'cwd-feature.align', featureOf('cwd-feature', context.student, 'decoder')), teacher, temperature)
  },
}
