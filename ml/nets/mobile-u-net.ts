import type { Layers, NetDefinition, NetOutputs } from './layers'

/** Channels inside an inverted residual against those of its input. */
const expansion = 6

/** MobileNetV2 (Sandler et al. 2018): channels, number of blocks and stride of the first of each group of inverted residuals. */
const groups: readonly (readonly [channels: number, blocks: number, stride: number])[] = [
  [24, 2, 2],
  [32, 3, 2],
  [64, 4, 2],
  [96, 3, 1],
  [160, 3, 2],
  [320, 1, 1],
]
const deepest = 1280

/** By stride, what the encoder hands to the decoder: the channels of the group that comes last at that stride. */
const widthAt: Readonly<Record<number, number>> = { 2: 16, 4: 24, 8: 32, 16: 96 }

/**
 * The MobileNetV2 U-Net of the sister papers: MobileNetV2 as the encoder, transposed 4×4 convolutions, concatenation and
 * one inverted residual per level of the decoder, two 1×1 convolutions, and bilinear enlargement from half the size.
 * Its features are compared at the strides 2, 4, 8 and 16 (16, 24, 32 and 96 channels).
 *
 * Counted for one grey channel at 256²: 4,682,319 parameters and 0.963 G multiply-accumulates, which is what the published
 * code comes to; the published table says 4.640 M.
 */
export function mobileUNet(about: Pick<NetDefinition, 'name' | 'role' | 'description'>): NetDefinition {
  function define<T>(layers: Layers<T>, input: T): NetOutputs<T> {
    /** Expand by 1×1, filter each channel by 3×3, project by 1×1; added to the input where the shapes agree. */
    const invertedResidual = (name: string, from: T, fromChannels: number, channels: number, stride: number, factor: number): T => {
      const expanded = factor === 1 ? from : layers.convolve(`${name}.expand`, from, { channels: factor * fromChannels, kernel: 1, activation: 'relu6' })
      const filtered = layers.convolveDepthwise(`${name}.filter`, expanded, { kernel: 3, stride, activation: 'relu6' })
      const projected = layers.convolve(`${name}.project`, filtered, { channels, kernel: 1, activation: 'linear' })
      return stride === 1 && fromChannels === channels ? layers.add(from, projected) : projected
    }

    const encoder: Record<number, T> = {}
    const decoder: Record<number, T> = {}
    let feature = invertedResidual('encoder.0', layers.convolve('encoder.start', input, { channels: 32, kernel: 3, stride: 2, activation: 'relu6' }), 32, 16, 1, 1)
    let channels = 16
    let at = 2
    encoder[at] = feature
    for (const [group, [width, blocks, stride]] of groups.entries()) {
      for (let block = 0; block < blocks; block++) {
        feature = invertedResidual(`encoder.${group + 1}.${block}`, feature, channels, width, block === 0 ? stride : 1, expansion)
        channels = width
      }
      at *= stride
      encoder[at] = feature
    }
    delete encoder[at]
    feature = layers.convolve('encoder.end', feature, { channels: deepest, kernel: 1, activation: 'relu6' })

    for (const stride of [16, 8, 4, 2]) {
      const width = widthAt[stride]!
      const enlarged = layers.convolveTransposed(`decoder.${stride}.enlarge`, feature, { channels: width, kernel: 4, stride: 2, bias: true, batchNorm: false, activation: 'linear' })
      feature = decoder[stride] = invertedResidual(`decoder.${stride}`, layers.concatenate([encoder[stride]!, enlarged]), 2 * width, width, 1, expansion)
    }
    const small = layers.convolution('head', layers.convolution('last', feature, 3, 1), 1, 1)
    return { logits: layers.enlarge(small), encoder, decoder }
  }

  return { ...about, widths: [16, 24, 32, 96, deepest], multiple: 32, define }
}
