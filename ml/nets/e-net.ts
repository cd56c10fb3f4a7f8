import type { Activation, KernelSize, Layers, NetDefinition, NetOutputs } from './layers'

/** Dropout of the residual branches, before and after the second downsampling (Paszke et al. 2016). */
const earlyDropout = 0.01
const dropout = 0.1

/** The middle convolution of one bottleneck: its kernel, or two in a row, and their dilation. */
type Middle = readonly [kernels: readonly KernelSize[], dilation: number]
const plain: Middle = [[3], 1]
const dilated = (dilation: number): Middle => [[3], dilation]
const asymmetric: Middle = [[[5, 1], [1, 5]], 1]

/** Stages 2 and 3, which are alike. */
const deepStage: readonly Middle[] = [plain, dilated(2), asymmetric, dilated(4), plain, dilated(8), asymmetric, dilated(16)]

/**
 * ENet (Paszke et al. 2016) without biases in its convolutions: parametric ReLU in the encoder and ReLU in the decoder,
 * one slope per activation, max-unpooling in the decoder. Its features are compared at the strides 2 (16 channels) and
 * 4 (64 channels); stride 8 belongs to the encoder alone.
 *
 * Counted for one grey channel at 256²: 348,853 parameters and 0.459 G multiply-accumulates (published 0.349 M and, for two
 * classes, 0.461 G). One logit replaces the two classes (144 parameters less), and the head has a bias, which carries the
 * initial belief about how rare vessels are.
 */
export function eNet(about: Pick<NetDefinition, 'name' | 'role' | 'description'>): NetDefinition {
  const widths = [16, 64, 128] as const

  function define<T>(layers: Layers<T>, input: T): NetOutputs<T> {
    /** 1×1 to a quarter of the channels, the middle, 1×1 back, dropout; added to the input. */
    const bottleneck = (name: string, from: T, channels: number, [kernels, dilation]: Middle, rate: number, activation: Activation): T => {
      let branch = layers.convolve(`${name}.reduce`, from, { channels: channels / 4, kernel: 1, activation })
      for (const [index, kernel] of kernels.entries()) branch = layers.convolve(`${name}.middle${index}`, branch, { channels: channels / 4, kernel, dilation, activation })
      branch = layers.convolve(`${name}.expand`, branch, { channels, kernel: 1, activation })
      return layers.activate(`${name}.sum`, layers.add(from, layers.dropChannels(branch, rate)), activation)
    }

    const downsampling = (name: string, from: T, fromChannels: number, channels: number, rate: number): { feature: T; places: T } => {
      let branch = layers.convolve(`${name}.reduce`, from, { channels: fromChannels / 4, kernel: 2, stride: 2, activation: 'prelu' })
      branch = layers.convolve(`${name}.middle0`, branch, { channels: fromChannels / 4, kernel: 3, activation: 'prelu' })
      branch = layers.convolve(`${name}.expand`, branch, { channels, kernel: 1, activation: 'prelu' })
      const main = layers.padChannels(layers.maxPool(from), channels)
      return { feature: layers.activate(`${name}.sum`, layers.add(main, layers.dropChannels(branch, rate)), 'prelu'), places: layers.maxPlaces(from) }
    }

    const upsampling = (name: string, from: T, places: T, fromChannels: number, channels: number): T => {
      const main = layers.unpool(layers.convolve(`${name}.main`, from, { channels, kernel: 1, activation: 'linear' }), places)
      let branch = layers.convolve(`${name}.reduce`, from, { channels: fromChannels / 4, kernel: 1 })
      branch = layers.convolveTransposed(`${name}.enlarge`, branch, { channels: fromChannels / 4, kernel: 2, stride: 2 })
      branch = layers.convolve(`${name}.expand`, branch, { channels, kernel: 1, activation: 'linear' })
      return layers.activate(`${name}.sum`, layers.add(main, layers.dropChannels(branch, dropout)), 'relu')
    }

    const start = layers.convolve('initial.convolution', input, { channels: widths[0] - 1, kernel: 3, stride: 2, batchNorm: false, activation: 'linear' })
    const initial = layers.batchNorm('initial.joined', layers.concatenate([start, layers.maxPool(input)]), 'prelu')

    const first = downsampling('stage1.down', initial, widths[0], widths[1], earlyDropout)
    let feature = first.feature
    for (let index = 1; index <= 4; index++) feature = bottleneck(`stage1.${index}`, feature, widths[1], plain, earlyDropout, 'prelu')
    const quarter = feature

    const second = downsampling('stage2.down', quarter, widths[1], widths[2], dropout)
    feature = second.feature
    for (const stage of [2, 3]) {
      for (const [index, middle] of deepStage.entries()) feature = bottleneck(`stage${stage}.${index + 1}`, feature, widths[2], middle, dropout, 'prelu')
    }

    feature = upsampling('stage4.up', feature, second.places, widths[2], widths[1])
    for (const index of [1, 2]) feature = bottleneck(`stage4.${index}`, feature, widths[1], plain, dropout, 'relu')
    const decodedQuarter = feature
    const decodedHalf = bottleneck('stage5.1', upsampling('stage5.up', feature, first.places, widths[1], widths[0]), widths[0], plain, dropout, 'relu')

    const logits = layers.convolveTransposed('head', decodedHalf, { channels: 1, kernel: 3, stride: 2, bias: true, batchNorm: false, activation: 'linear' })
    return { logits, encoder: { 2: initial, 4: quarter }, decoder: { 2: decodedHalf, 4: decodedQuarter } }
  }

  return { ...about, widths, multiple: 8, define }
}
