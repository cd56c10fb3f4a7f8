import type { Layers, NetDefinition, NetOutputs } from './layers'
import { selectiveKernel } from './selective-kernel'
import { stripPooling } from './strip-pooling'

/** Channels per level. Published. */
const widths = [64, 128, 256, 512] as const
/** Selective-kernel blocks of a stage. source: reconstructed */
const blocks = 2

/**
 * The FANet-like teacher of the sister papers: a U-Net of four levels whose stages are made of selective-kernel blocks, with
 * a 1×1 shortcut around each stage and strip-pooling attention at its end. In the encoder a 3×3 convolution comes first.
 * Its features are compared at the strides 1, 2 and 4 (64, 128 and 256 channels).
 *
 * source: reconstructed. Published are the widths, the kinds of blocks, the features at stride 4 (256 channels) and the totals: 38.25 M
 * parameters (38.29 M counted) and 166.6 G multiply-accumulates at 256². The arrangement here was chosen among plausible
 * ones because it comes closest to both totals: 38.37 M and 164.5 G.
 */
export function faNet(about: Pick<NetDefinition, 'name' | 'role' | 'description'>): NetDefinition {
  const deepest = widths.length - 1

  function define<T>(layers: Layers<T>, input: T): NetOutputs<T> {
    const stage = (name: string, from: T, channels: number, startsPlain: boolean): T => {
      let feature = startsPlain ? layers.convolve(`${name}.start`, from, { channels, kernel: 3 }) : from
      for (let block = 1; block <= blocks; block++) feature = selectiveKernel(layers, `${name}.selective${block}`, feature, channels)
      const shortcut = layers.convolve(`${name}.shortcut`, from, { channels, kernel: 1, activation: 'linear' })
      const joined = layers.activate(`${name}.sum`, layers.add(feature, shortcut), 'relu')
      return stripPooling(layers, `${name}.strips`, joined, channels)
    }

    const encoder: Record<number, T> = {}
    const decoder: Record<number, T> = {}
    let feature = stage('encoder0', input, widths[0], true)
    for (let level = 1; level <= deepest; level++) {
      encoder[2 ** (level - 1)] = feature
      feature = stage(`encoder${level}`, layers.maxPool(feature), widths[level]!, true)
    }
    for (let level = deepest - 1; level >= 0; level--) {
      const channels = widths[level]!
      const enlarged = layers.convolveTransposed(`enlarge${level}`, feature, { channels, kernel: 2, stride: 2, bias: true, batchNorm: false, activation: 'linear' })
      feature = decoder[2 ** level] = stage(`decoder${level}`, layers.concatenate([encoder[2 ** level]!, enlarged]), channels, false)
    }
    return { logits: layers.convolution('head', feature, 1, 1), encoder, decoder }
  }

  return { ...about, widths, multiple: 2 ** deepest, define }
}
