import type { Layers } from './layers'

/** Kernel sizes to choose from. source: reconstructed (3 and 5 as in Li et al. 2019; there the 5×5 is a dilated 3×3) */
const kernels = [3, 5]
/** The choice is made from this many times fewer channels, but not fewer than `fewest` (Li et al. 2019). */
const reduction = 16
const fewest = 32

/**
 * A selective-kernel block (Li et al. 2019): the input goes through convolutions of several sizes, and each channel of the
 * output is a mixture of theirs, weighted by what the whole image looks like. The squeezed vector has a bias instead of
 * the original's batch normalisation, which has no variance to go by when a batch holds one image.
 *
 * @returns the input's size, `channels` channels, not negative
 */
export function selectiveKernel<T>(layers: Layers<T>, name: string, input: T, channels: number): T {
  const branches = kernels.map((kernel) => layers.convolve(`${name}.kernel${kernel}`, input, { channels, kernel }))
  const joined = branches.reduce((sum, branch) => layers.add(sum, branch))
  const squeezed = layers.convolve(`${name}.squeeze`, layers.mean(joined, 'image'), { channels: Math.max(fewest, channels / reduction), kernel: 1, bias: true, batchNorm: false })
  const weights = layers.softmaxOver(kernels.map((kernel) => layers.convolution(`${name}.choose${kernel}`, squeezed, channels, 1)))
  return branches.map((branch, index) => layers.multiply(branch, weights[index]!)).reduce((sum, part) => layers.add(sum, part))
}
