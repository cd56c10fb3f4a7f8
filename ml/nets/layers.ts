export type Activation = 'linear' | 'relu' | 'relu6' | 'prelu' | 'sigmoid'

/** Rows and columns; one number stands for a square. */
export type KernelSize = number | readonly [rows: number, columns: number]

/** What follows a convolution: bias, then batch normalisation, then the activation. */
export interface ConvolutionEnd {
  /** Default false. */
  bias?: boolean
  /** Default true. */
  batchNorm?: boolean
  /** Default `relu`. `prelu` learns one slope for all channels of the layer. */
  activation?: Activation
}

export interface ConvolutionOptions extends ConvolutionEnd {
  channels: number
  kernel: KernelSize
  /** The output is this many times smaller than the input, rounded up. Default 1; cannot be combined with dilation. */
  stride?: number
  /** Distance between neighbouring taps of the kernel, in pixels. Default 1. */
  dilation?: number
}

/**
 * The layers a net is written in. A net is one function over these, and three implementations run it: counting
 * (shapes, parameters, multiplications), training (batch statistics, gradients) and inference (batch norm folded in).
 *
 * @typeParam T what flows between layers: a B×H×W×C tensor, or only its shape
 */
export interface Layers<T> {
  /** k×k convolution without bias, batch normalisation, ReLU; stride 1, same size. */
  convolutionUnit(name: string, input: T, channels: number, kernel?: number): T
  /** k×k convolution with bias and no activation; stride 1, same size. */
  convolution(name: string, input: T, channels: number, kernel: number): T
  /** Maximum over 2×2 pixels: half the size. */
  maxPool(input: T): T
  /** Bilinear, half-pixel centres: twice the size. */
  enlarge(input: T): T
  /** Along the channels. */
  concatenate(inputs: T[]): T
  /** Convolution over the zero-padded input ("same"). */
  convolve(name: string, input: T, options: ConvolutionOptions): T
  /** One kernel per channel. */
  convolveDepthwise(name: string, input: T, options: ConvolutionEnd & { kernel: KernelSize; stride?: number }): T
  /** Transposed convolution: `stride` times the size. */
  convolveTransposed(name: string, input: T, options: ConvolutionEnd & { channels: number; kernel: KernelSize; stride: number }): T
  /** Batch normalisation that does not follow a convolution, and an activation. */
  batchNorm(name: string, input: T, activation: Activation): T
  activate(name: string, input: T, activation: Activation): T
  /** Sum; a length of 1 is repeated. The result has the shape of the larger one. */
  add(one: T, other: T): T
  /** Product; a length of 1 is repeated. The result has the shape of the larger one. */
  multiply(one: T, other: T): T
  /** Mean along the rows' index (B×1×W×C), the columns' index (B×H×1×C), or both (B×1×1×C). */
  mean(input: T, over: 'rows' | 'columns' | 'image'): T
  /** e^x of each input over the sum of e^x of all, element by element. */
  softmaxOver(inputs: T[]): T[]
  /** Appends channels of zeros up to `channels`. */
  padChannels(input: T, channels: number): T
  /** 1 where `maxPool` takes its value from, else 0 (the first of equals); the shape of `input`, without a gradient. */
  maxPlaces(input: T): T
  /** The reverse of `maxPool`: every value goes to its place of `maxPlaces`, the rest is 0. Twice the size. */
  unpool(input: T, places: T): T
  /** While training, clears each channel of each image with probability `rate` and scales the others by 1 / (1 − rate). */
  dropChannels(input: T, rate: number): T
}

/**
 * What every net returns. `encoder` and `decoder` hold, by stride against the input, the features of the symmetric
 * layers of one net; at each stride both have the same shape.
 */
export interface NetOutputs<T> {
  /** B×H×W×1, before the sigmoid. */
  logits: T
  encoder: Record<number, T>
  decoder: Record<number, T>
}

export interface NetDefinition {
  /** As on the command line and in model files. */
  name: string
  role: 'teacher' | 'student'
  description: string
  /** Channels per level. */
  widths: readonly number[]
  /** Height and width of the input must be multiples of this. */
  multiple: number
  define<T>(layers: Layers<T>, input: T): NetOutputs<T>
}
