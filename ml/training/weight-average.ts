import * as tf from '../backend/tf'
import type { Net } from '../nets/net'
import { assignFlat, flatten } from './flat-weights'

/** Largest share of the old average in the new one; smaller at the start, so that the first weights are soon forgotten. */
const decay = 0.995

/** Exponential moving average of a net's weights and running statistics; it is what gets validated and saved. */
export class WeightAverage {
  private readonly average: tf.Variable<tf.Rank.R1>

  constructor(private readonly net: Net) {
    this.average = tf.tidy(() => tf.variable(flatten(this.sources(net)), false))
  }

  /**
   * The share of the old average in the new one.
   *
   * @param step of the training, from 0
   */
  static share(step: number): number {
    return Math.min(decay, (1 + step) / (10 + step))
  }

  update(share: tf.Scalar): void {
    tf.tidy(() => this.average.assign(tf.add(tf.mul(this.average, share), tf.mul(flatten(this.sources(this.net)), tf.sub(1, share)))))
  }

  /** Gives the averaged weights to another net of the same definition. */
  writeTo(net: Net): void {
    assignFlat(this.average, this.sources(net))
  }

  async values(): Promise<Float32Array> {
    return Float32Array.from(await this.average.data<'float32'>())
  }

  restore(values: Float32Array): void {
    tf.tidy(() => this.average.assign(tf.tensor1d(values)))
  }

  dispose(): void {
    this.average.dispose()
  }

  private sources(net: Net): tf.Variable[] {
    return [...net.parameters.trainable(), ...net.parameters.statistics()].map(({ variable }) => variable)
  }
}
