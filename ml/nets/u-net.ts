import type { Layers, NetDefinition, NetOutputs } from './layers'

/**
 * A U-Net (Ronneberger et al. 2015): per level two 3×3 convolution units, max pooling between the levels of the encoder,
 * bilinear enlargement and concatenation with the encoder's feature between those of the decoder, and a 1×1 head.
 * Level l works at stride 2^l; the last level is the bottleneck and has no symmetric partner.
 *
 * @param widths channels per level, from full resolution to the bottleneck
 */
export function uNet(about: Pick<NetDefinition, 'name' | 'role' | 'description'>, widths: readonly number[]): NetDefinition {
  const deepest = widths.length - 1

  function define<T>(layers: Layers<T>, input: T): NetOutputs<T> {
    const twoUnits = (name: string, from: T, channels: number): T =>
      layers.convolutionUnit(`${name}.second`, layers.convolutionUnit(`${name}.first`, from, channels), channels)
    const encoder: Record<number, T> = {}
    const decoder: Record<number, T> = {}
    let feature = input
    for (let level = 0; level < deepest; level++) {
      encoder[2 ** level] = twoUnits(`encoder${level}`, level === 0 ? feature : layers.maxPool(feature), widths[level]!)
      feature = encoder[2 ** level]!
    }
    feature = twoUnits('bottleneck', layers.maxPool(feature), widths[deepest]!)
    for (let level = deepest - 1; level >= 0; level--) {
      const joined = layers.concatenate([encoder[2 ** level]!, layers.enlarge(feature)])
      feature = decoder[2 ** level] = twoUnits(`decoder${level}`, joined, widths[level]!)
    }
    return { logits: layers.convolution('head', feature, 1, 1), encoder, decoder }
  }

  return { ...about, widths, multiple: 2 ** deepest, define }
}
