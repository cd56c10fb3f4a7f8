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
