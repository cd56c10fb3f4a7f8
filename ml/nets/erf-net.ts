import type { Layers, NetDefinition, NetOutputs } from './layers'

/** Dropout of the residual blocks at the strides 4 and 8 (Romera et al. 2017). */
const quarterDropout = 0.03
const eighthDropout = 0.3
/** Of the residual blocks at stride 8, twice over. */
const dilations = [2, 4, 8, 16]

/**
 * ERFNet (Romera et al. 2017): residual blocks of factorised 3×1 and 1×3 convolutions, dilated at stride 8, and transposed
 * convolutions in the decoder. Its features are compared at the strides 2 (16 channels) and 4 (64 channels); stride 8
 * belongs to the encoder alone.
 *
 * Counted for one grey channel at 256²: 2,062,807 parameters and 3.303 G multiply-accumulates (published 2.063 M and,
 * for two classes, 3.304 G). One logit replaces the two classes (65 parameters less).
 */
export function erfNet(about: Pick<NetDefinition, 'name' | 'role' | 'description'>): NetDefinition {
  const widths = [16, 64, 128] as const

  function define<T>(layers: Layers<T>, input: T): NetOutputs<T> {
    const downsampling = (name: string, from: T, fromChannels: number, channels: number): T => {
      const convolved = layers.convolve(`${name}.convolution`, from, { channels: channels - fromChannels, kernel: 3, stride: 2, bias: true, batchNorm: false, activation: 'linear' })
      return layers.batchNorm(`${name}.joined`, layers.concatenate([convolved, layers.maxPool(from)]), 'relu')
    }
    const upsampling = (name: string, from: T, channels: number): T => layers.convolveTransposed(name, from, { channels, kernel: 3, stride: 2, bias: true })

    /** The paper's "non-bottleneck-1D" block. */
    const residual = (name: string, from: T, channels: number, dilation: number, rate: number): T => {
      let branch = layers.convolve(`${name}.vertical0`, from, { channels, kernel: [3, 1], bias: true, batchNorm: false })
      branch = layers.convolve(`${name}.horizontal0`, branch, { channels, kernel: [1, 3], bias: true })
      branch = layers.convolve(`${name}.vertical1`, branch, { channels, kernel: [3, 1], dilation, bias: true, batchNorm: false })
      branch = layers.convolve(`${name}.horizontal1`, branch, { channels, kernel: [1, 3], dilation, bias: true, activation: 'linear' })
      return layers.activate(`${name}.sum`, layers.add(rate > 0 ? layers.dropChannels(branch, rate) : branch, from), 'relu')
    }

    const half = downsampling('encoder.half', input, 1, widths[0])
    let feature = downsampling('encoder.quarter', half, widths[0], widths[1])
    for (let index = 1; index <= 5; index++) feature = residual(`encoder.quarter.${index}`, feature, widths[1], 1, quarterDropout)
    const quarter = feature
    feature = downsampling('encoder.eighth', quarter, widths[1], widths[2])
    for (const round of [1, 2]) for (const dilation of dilations) feature = residual(`encoder.eighth.${round}.${dilation}`, feature, widths[2], dilation, eighthDropout)

    feature = upsampling('decoder.quarter', feature, widths[1])
    for (const index of [1, 2]) feature = residual(`decoder.quarter.${index}`, feature, widths[1], 1, 0)
    const decodedQuarter = feature
    feature = upsampling('decoder.half', feature, widths[0])
    for (const index of [1, 2]) feature = residual(`decoder.half.${index}`, feature, widths[0], 1, 0)

    const logits = layers.convolveTransposed('head', feature, { channels: 1, kernel: 2, stride: 2, bias: true, batchNorm: false, activation: 'linear' })
    return { logits, encoder: { 2: half, 4: quarter }, decoder: { 2: feature, 4: decodedQuarter } }
  }

  return { ...about, widths, multiple: 8, define }
}
