import type { Layers, NetDefinition, NetOutputs } from './layers'

/**
 * A net of the W-Net class (Galdran et al. 2022, "The little W-Net that could"): two small U-Nets in cascade, the second of
 * which sees the image and the logits of the first. Blocks are convolution, ReLU, batch normalisation, twice, with a 1×1
 * shortcut; features cross from the encoder to the decoder through a 3×3 convolution.
 * The features that are compared are those of the second U-Net, at the strides 1 (8 channels) and 2 (16 channels).
 *
 * Counted for one grey channel: 68,162 parameters (published 68.2 k), 34,041 and 34,121 per U-Net; 0.50 G
 * multiply-accumulates per U-Net at 256².
 * Unlike the original's training, only the logits of the second U-Net reach the losses.
 */
export function wNet(about: Pick<NetDefinition, 'name' | 'role' | 'description'>): NetDefinition {
  const widths = [8, 16, 32] as const
  const deepest = widths.length - 1

  function define<T>(layers: Layers<T>, input: T): NetOutputs<T> {
    const unit = (name: string, from: T, channels: number): T => {
      const convolved = layers.convolve(`${name}.convolution`, from, { channels, kernel: 3, bias: true, batchNorm: false })
      return layers.batchNorm(`${name}.norm`, convolved, 'linear')
    }
    const block = (name: string, from: T, channels: number): T => {
      const shortcut = layers.convolve(`${name}.shortcut`, from, { channels, kernel: 1, activation: 'linear' })
      return layers.add(unit(`${name}.second`, unit(`${name}.first`, from, channels), channels), shortcut)
    }
    const smallUNet = (prefix: string, head: string, from: T): NetOutputs<T> => {
      const encoder: Record<number, T> = {}
      const decoder: Record<number, T> = {}
      let feature = block(`${prefix}.encoder0`, from, widths[0])
      for (let level = 1; level <= deepest; level++) {
        encoder[2 ** (level - 1)] = feature
        feature = block(`${prefix}.encoder${level}`, layers.maxPool(feature), widths[level]!)
      }
      for (let level = deepest - 1; level >= 0; level--) {
        const channels = widths[level]!
        const enlarged = layers.convolveTransposed(`${prefix}.enlarge${level}`, feature, { channels, kernel: 2, stride: 2, bias: true, batchNorm: false, activation: 'linear' })
        const bridge = unit(`${prefix}.bridge${level}`, encoder[2 ** level]!, channels)
        feature = decoder[2 ** level] = block(`${prefix}.decoder${level}`, layers.concatenate([enlarged, bridge]), channels)
      }
      return { logits: layers.convolution(head, feature, 1, 1), encoder, decoder }
    }

    const first = smallUNet('first', 'first.head', input)
    return smallUNet('second', 'head', layers.concatenate([input, first.logits]))
  }

  return { ...about, widths, multiple: 2 ** deepest, define }
}
