import type { Layers } from './layers'

/**
 * Strip-pooling attention (Hou et al. 2020): means along whole rows and whole columns are convolved along their length,
 * spread over the image again and added; from that a 1×1 convolution makes a gate of 0..1 per pixel and channel, which
 * multiplies the input. Long, thin structures leave their mark in such means.
 *
 * @returns the shape of the input
 */
export function stripPooling<T>(layers: Layers<T>, name: string, input: T, channels: number): T {
  const vertical = layers.convolve(`${name}.vertical`, layers.mean(input, 'columns'), { channels, kernel: [3, 1], activation: 'linear' })
  const horizontal = layers.convolve(`${name}.horizontal`, layers.mean(input, 'rows'), { channels, kernel: [1, 3], activation: 'linear' })
  const crossed = layers.activate(`${name}.crossed`, layers.add(vertical, horizontal), 'relu')
  const gate = layers.convolve(`${name}.gate`, crossed, { channels, kernel: 1, bias: true, batchNorm: false, activation: 'sigmoid' })
  return layers.multiply(input, gate)
}
