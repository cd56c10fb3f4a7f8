import { commonStrides } from './common-strides'
import type { Loss } from './loss'
import { meanOverStrides } from './mean-over-strides'
import { adapt, kernelSpec } from './rivals/adapters'
import { meanSquaredDistance } from './rivals/features'
import { flowMatrix } from './rivals/flow-matrix'

/**
 * Feature-wise similarity distillation (FSD), channel form: at each common stride G = EᵀD / HW ∈ B×C×C of the symmetric pair;
 * L = mean over strides of mean over elements of (G^S − G^T)². The student's features first go through a learned 1×1
 * convolution to the teacher's number of channels, one per layer. Weight 1.
 *
 * source: reconstructed; an ablation of the map form.
 */
export const featureChannel: Loss = {
  name: 'fsd-channel',
  term: 'fsd',
  needsTeacher: true,
  needsCritic: false,
  adapters: ({ student, teacher }) =>
    commonStrides(student, teacher).flatMap((stride) =>
      (['encoder', 'decoder'] as const).map((side) => kernelSpec(`fsd-channel.${side}${stride}`, 1, student[side][stride]!, teacher[side][stride]!)),
    ),
  compute(context) {
    return meanOverStrides('fsd-channel', context, (student, teacher, stride) => {
      const [encoder, decoder] = (['encoder', 'decoder'] as const).map((side) => adapt('fsd-channel', context, `fsd-channel.${side}${stride}`, student[side]))
      return meanSquaredDistance(flowMatrix(encoder!, decoder!), flowMatrix(teacher.encoder, teacher.decoder))
    })
  },
}
