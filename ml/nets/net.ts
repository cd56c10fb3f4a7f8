import * as tf from '../backend/tf'
import type { Random } from '../data/random'
import { batchNormMomentum } from './batch-norm'
import { countNet } from './count-layers'
import { disposeFolded, foldBatchNorm, type FoldedWeights } from './fold-batch-norm'
import { inferenceLayers } from './inference-layers'
import type { NetDefinition, NetOutputs } from './layers'
import { Parameters, type WeightValues } from './parameters'
import { trainingLayers, type BatchStatistics } from './training-layers'

/** A net with its weights. Height and width of every input must be multiples of `definition.multiple`. */
export class Net {
  readonly parameters: Parameters
  readonly parameterCount: number

  constructor(
    readonly definition: NetDefinition,
    from: { seed: number } | { weights: WeightValues },
  ) {
    const count = countNet(definition)
    this.parameterCount = count.parameters
    this.parameters = new Parameters(count.specs, from)
  }

  /**
   * Forward pass with gradients (native TensorFlow only).
   *
   * @param input B×H×W×1, normalised
   * @param collected receives the batch statistics; hand them to `updateStatistics`
   * @param random decides what the dropout of nets that have some clears; without it nothing is cleared
   */
  train(input: tf.Tensor4D, collected: BatchStatistics, random?: Random): NetOutputs<tf.Tensor4D> {
    return this.definition.define(trainingLayers(this.parameters, collected, random), input)
  }

  /** Moves the running statistics towards those of the batch, and disposes of the latter. */
  updateStatistics(collected: BatchStatistics): void {
    for (const { name, mean, variance } of collected) {
      this.move(`${name}.mean`, mean)
      this.move(`${name}.variance`, variance)
      tf.dispose([mean, variance])
    }
    collected.length = 0
  }

  /** A frozen copy for inference: later changes of this net do not reach it. */
  freeze(): FrozenNet {
    return new FrozenNet(this.definition, foldBatchNorm(this.parameters))
  }

  dispose(): void {
    this.parameters.dispose()
  }

  private move(name: string, value: tf.Tensor1D): void {
    const variable = this.parameters.get<tf.Rank.R1>(name)
    tf.tidy(() => variable.assign(tf.add(tf.mul(variable, batchNormMomentum), tf.mul(value, 1 - batchNormMomentum))))
  }
}

/** A net for inference on any backend, with the batch normalisation folded into its convolutions. */
export class FrozenNet {
  constructor(
    readonly definition: NetDefinition,
    private readonly folded: FoldedWeights,
  ) {}

  /** @param input B×H×W×1, normalised. The outputs are the caller's: see `disposeOutputs`. */
  run(input: tf.Tensor4D): NetOutputs<tf.Tensor4D> {
    const outputs = tf.tidy(() => this.definition.define(inferenceLayers(this.folded), input) as unknown as tf.TensorContainer)
    return outputs as unknown as NetOutputs<tf.Tensor4D>
  }

  dispose(): void {
    disposeFolded(this.folded)
  }
}

export function disposeOutputs({ logits, encoder, decoder }: NetOutputs<tf.Tensor4D>): void {
  tf.dispose([logits, ...Object.values(encoder), ...Object.values(decoder)])
}
