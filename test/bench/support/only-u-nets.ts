import type { Layers } from '../../../ml/nets/layers'

type UNetLayer = 'convolutionUnit' | 'convolution' | 'maxPool' | 'enlarge' | 'concatenate'

/** The layers that no U-Net has: the rivals of the benchmarks are not written for other nets, and say so. */
export function onlyUNets<T>(rival: string): Omit<Layers<T>, UNetLayer> {
  const refuse = (): never => {
    throw new Error(`The nets of the benchmark are written for ${rival} as U-Nets only.`)
  }
  return {
    convolve: refuse,
    convolveDepthwise: refuse,
    convolveTransposed: refuse,
    batchNorm: refuse,
    activate: refuse,
    add: refuse,
    multiply: refuse,
    mean: refuse,
    softmaxOver: refuse,
    padChannels: refuse,
    maxPlaces: refuse,
    unpool: refuse,
    dropChannels: refuse,
  }
}
