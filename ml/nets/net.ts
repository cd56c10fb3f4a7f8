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
    checkSize(this.definition, input)
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
    return new FoldedNet(this.definition, foldBatchNorm(this.parameters))
  }

  dispose(): void {
    this.parameters.dispose()
  }

  private move(name: string, value: tf.Tensor1D): void {
    const variable = this.parameters.get<tf.Rank.R1>(name)
    tf.tidy(() => variable.assign(tf.add(tf.mul(variable, batchNormMomentum), tf.mul(value, 1 - batchNormMomentum))))
  }
}

/** What predicts: a net with fixed weights, in whichever form, or several of them together. */
export interface Predictor {
  readonly definition: Pick<NetDefinition, 'name' | 'multiple'>
  /**
   * @param image B×H×W×1, normalised; height and width are multiples of `definition.multiple`
   * @returns the logits, B×H×W×1: the caller's
   */
  predict(image: tf.Tensor4D): tf.Tensor4D
  dispose(): void
}

/** A predictor that gives its features as well. On any backend. */
export interface FrozenNet extends Predictor {
  /**
   * @param input B×H×W×1, normalised. The outputs are the caller's: see `disposeOutputs`.
   * @throws RangeError when height or width is not a multiple of `definition.multiple`
   */
  run(input: tf.Tensor4D): NetOutputs<tf.Tensor4D>
}

/** A net with the batch normalisation folded into its convolutions. */
class FoldedNet implements FrozenNet {
  constructor(
    readonly definition: NetDefinition,
    private readonly folded: FoldedWeights,
  ) {}

  run(input: tf.Tensor4D): NetOutputs<tf.Tensor4D> {
    checkSize(this.definition, input)
    const outputs = tf.tidy(() => this.definition.define(inferenceLayers(this.folded), input) as unknown as tf.TensorContainer)
    return outputs as unknown as NetOutputs<tf.Tensor4D>
  }

  predict(image: tf.Tensor4D): tf.Tensor4D {
    return tf.tidy(() => this.run(image).logits)
  }

  dispose(): void {
    disposeFolded(this.folded)
  }
}

function checkSize({ name, multiple }: Predictor['definition'], { shape: [, height, width] }: tf.Tensor4D): void {
  if (height % multiple !== 0 || width % multiple !== 0) throw new RangeError(`${name} takes sizes that are multiples of ${multiple}, not ${width}×${height}.`)
}

export function disposeOutputs({ logits, encoder, decoder }: NetOutputs<tf.Tensor4D>): void {
  tf.dispose([logits, ...Object.values(encoder), ...Object.values(decoder)])
}
