import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { KernelBackend } from '@tensorflow/tfjs-core'
import { graphTag } from './graph-builder'
import * as tf from './tf'

/** The part of the native backend that runs whole graphs. */
interface GraphBackend extends KernelBackend {
  loadSavedModelMetaGraph(folder: string, tag: string): number
  runSavedModel(session: number, inputs: tf.Tensor[], inputInfos: { name: string; tfDtype: string }[], outputs: string[]): tf.Tensor[]
  deleteSavedModel(session: number): void
}

/**
 * A graph that TensorFlow executes as a whole: its optimiser fuses operations and packs the weights once, instead of
 * once per call. Native TensorFlow only.
 */
export class GraphSession {
  private readonly session: number

  /** @param savedModel as `GraphBuilder.savedModel` writes it */
  constructor(
    savedModel: Uint8Array,
    private readonly inputs: readonly string[],
    private readonly outputs: readonly string[],
  ) {
    if (tf.getBackend() !== 'tensorflow') throw new Error(`Graphs need native TensorFlow, and the backend is ${tf.getBackend() || 'not started'}.`)
    // TensorFlow reads graphs from folders only; it keeps nothing of it.
    const folder = mkdtempSync(path.join(tmpdir(), 'lightvessel-graph-'))
    try {
      writeFileSync(path.join(folder, 'saved_model.pb'), savedModel)
      this.session = this.backend().loadSavedModelMetaGraph(`${folder}${path.sep}`, graphTag)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  /** The outputs for float32 inputs, in the order of their names; they belong to the caller's scope. */
  run(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    return this.backend().runSavedModel(this.session, [...inputs], this.inputs.map((name) => ({ name, tfDtype: 'DT_FLOAT' })), [...this.outputs])
  }

  dispose(): void {
    this.backend().deleteSavedModel(this.session)
  }

  private backend(): GraphBackend {
    return tf.backend() as GraphBackend
  }
}
