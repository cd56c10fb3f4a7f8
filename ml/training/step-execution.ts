import { GraphFunction } from '../backend/graph-function'
import { NotOneGraphError } from '../backend/record-operations'
import type * as tf from '../backend/tf'

/** A training step as calculated: kinds of steps differ in what they do, each is always the same. */
export type StepCalculation<Kind extends string> = (kind: Kind, inputs: readonly tf.Tensor[], turn: number) => tf.Tensor

/**
 * Runs the steps of one training, each kind as one graph where that is possible, and operation by operation where it is not. Which
 * of the two it is follows from the calculation alone, so that a training that goes on after a stop calculates as before.
 */
export class StepExecution<Kind extends string> {
  /** The kind that ran last and its graph; a training never returns to an earlier kind. */
  private current: { name: string; graph: GraphFunction | null } | null = null

  constructor(private readonly calculate: StepCalculation<Kind>) {}

  /** The result belongs to the caller's scope. */
  run(kind: Kind, inputs: readonly tf.Tensor[], turn: number): tf.Tensor {
    const name = `${kind} ${inputs.map(({ shape }) => shape.join('×')).join(' ')}`
    if (this.current?.name !== name) {
      this.current?.graph?.dispose()
      this.current = { name, graph: this.graphOf(kind, inputs, turn) }
    }
    return this.current.graph?.run(inputs) ?? this.calculate(kind, inputs, turn)
  }

  dispose(): void {
    this.current?.graph?.dispose()
    this.current = null
  }

  private graphOf(kind: Kind, inputs: readonly tf.Tensor[], turn: number): GraphFunction | null {
    try {
      return GraphFunction.of((given, at) => this.calculate(kind, given, at), inputs, [turn, turn + 1])
    } catch (error) {
      // Dropout and masks are drawn anew in every step.
      if (error instanceof NotOneGraphError) return null
      throw error
    }
  }
}
