import * as tf from '../../ml/backend/tf'
import { Critic } from '../../ml/nets/critic'
import { Parameters } from '../../ml/nets/parameters'
import { criticName, defaultCritic } from '../../ml/losses/critic-design'
import { criticChannels, criticInput } from '../../ml/losses/critic-loss'
import type { LossContext } from '../../ml/losses/loss'
import { lossNamed, lossNames } from '../../ml/losses/registry'
import type { TapChannels } from '../../ml/losses/tap-channels'
import type { NetOutputs } from '../../ml/nets/layers'

export type Outputs = NetOutputs<tf.Tensor4D>

const batch = 2
const side = 32
const strides = [2, 4, 8]

/** Every loss that looks at a teacher. */
export const distillationLosses = (): string[] => lossNames().filter((name) => lossNamed(name).needsTeacher)

/**
 * Outputs like those of a net for a batch of two 32×32 images, drawn from the seed. Features are positive: where
 * all channels are zero a cosine has no derivative (after a ReLU none is needed there).
 */
export function randomOutputs(channels: number, seed: number): Outputs {
  const feature = (stride: number, offset: number): tf.Tensor4D =>
    tf.add(tf.relu(tf.randomNormal([batch, side / stride, side / stride, channels], 0.3, 1, 'float32', 100 * seed + offset + stride)), 0.05) as tf.Tensor4D
  const taps = (offset: number): Record<number, tf.Tensor4D> => Object.fromEntries(strides.map((stride) => [stride, feature(stride, offset)]))
  return { logits: tf.randomNormal([batch, side, side, 1], -1, 2, 'float32', 100 * seed) as tf.Tensor4D, encoder: taps(20), decoder: taps(50) }
}

/** Another net's outputs with `change` made to each feature. */
export function mapTaps(outputs: Outputs, change: (feature: tf.Tensor4D) => tf.Tensor4D): Outputs {
  const mapped = (taps: Record<number, tf.Tensor4D>): Record<number, tf.Tensor4D> => Object.fromEntries(Object.entries(taps).map(([stride, tap]) => [stride, change(tap)]))
  return { logits: outputs.logits, encoder: mapped(outputs.encoder), decoder: mapped(outputs.decoder) }
}

/** A few thin vessels: lines two pixels wide. */
export function thinVessels(): tf.Tensor4D {
  const values = new Float32Array(batch * side * side)
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < side; row++) for (const column of [8 + image, 9 + image, (row >> 1) + 12]) values[(image * side + row) * side + column] = 1
  }
  return tf.tensor4d(values, [batch, side, side, 1])
}

function channelsOf({ encoder, decoder }: Outputs): TapChannels {
  return { encoder: channelsByStride(encoder), decoder: channelsByStride(decoder) }
}

function channelsByStride(taps: Record<number, tf.Tensor4D>): Record<number, number> {
  return Object.fromEntries(Object.entries(taps).map(([stride, tap]) => [stride, tap.shape[3]]))
}

/** Whatever one loss needs beside student and teacher: adapters from a seed, a fresh critic, the image, the step. */
export function contextFor(name: string, student: Outputs, teacher: Outputs, annotation: tf.Tensor4D): LossContext {
  const loss = lossNamed(name)
  const image = tf.randomNormal(annotation.shape, 0, 1, 'float32', 8) as tf.Tensor4D
  const context: LossContext = { student, teacher, annotation, image, randomSeed: 7 }
  if (loss.adapters) context.adapters = new Parameters(loss.adapters({ student: channelsOf(student), teacher: channelsOf(teacher) }), { seed: 5 })
  if (loss.needsCritic) {
    const { critic: design = defaultCritic } = loss
    const critic = new Critic({ seed: 3 }, criticChannels(design))
    context.critics = new Map([[criticName(design), (logits: tf.Tensor4D) => critic.scoreOf(criticInput(design, logits, context))]])
  }
  return context
}

/** Makes 1×1 adapters the identity, so that equal features stay equal. */
export function makeAdaptersIdentical(context: LossContext): void {
  for (const { name, shape } of context.adapters?.specs ?? []) {
    const [height, width, from, to] = shape
    if (height !== 1 || width !== 1 || from !== to) throw new Error(`${name} is no square 1×1 kernel`)
    context.adapters!.get(name).assign(tf.reshape(tf.eye(from!), shape))
  }
}

export const valueOf = (name: string, context: LossContext): number => tf.tidy(() => lossNamed(name).compute(context).dataSync()[0]!)

/** All tensors of a net's outputs in one order, and back. */
export function tensorsOf({ logits, encoder, decoder }: Outputs): tf.Tensor4D[] {
  return [logits, ...strides.map((stride) => encoder[stride]!), ...strides.map((stride) => decoder[stride]!)]
}

export function outputsOf(tensors: readonly tf.Tensor[]): Outputs {
  const [logits, ...taps] = tensors as tf.Tensor4D[]
  const side3 = (from: number): Record<number, tf.Tensor4D> => Object.fromEntries(strides.map((stride, index) => [stride, taps[from + index]!]))
  return { logits: logits!, encoder: side3(0), decoder: side3(3) }
}

/** The gradient of one loss in everything the student gives; zero where the loss does not look. */
export function studentGradients(name: string, context: LossContext): tf.Tensor[] {
  return tf.grads((...tensors) => tf.add(lossNamed(name).compute({ ...context, student: outputsOf(tensors) }), onPath(tensors)))(tensorsOf(context.student))
}

/** Zero, but connected to every tensor, so that each has a gradient. */
function onPath(tensors: readonly tf.Tensor[]): tf.Tensor {
  return tf.mul(tf.addN(tensors.map((tensor) => tf.sum(tensor))), 0)
}

/** As `studentGradients`, in what the teacher gives. */
export function teacherGradients(name: string, context: LossContext): tf.Tensor[] {
  return tf.grads((...tensors) => tf.add(lossNamed(name).compute({ ...context, teacher: outputsOf(tensors) }), onPath(tensors)))(tensorsOf(context.teacher!))
}

export const allFinite = (tensors: readonly tf.Tensor[]): boolean => tensors.every((tensor) => tf.all(tf.isFinite(tensor)).dataSync()[0] === 1)
export const largest = (tensors: readonly tf.Tensor[]): number => Math.max(...tensors.map((tensor) => tf.max(tf.abs(tensor)).dataSync()[0]!))
