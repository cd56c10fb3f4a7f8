import path from 'node:path'
import { startBackend } from '../../../ml/backend/start-backend'
import * as tf from '../../../ml/backend/tf'
import { segmentationWeights } from '../../../ml/losses/presets'
import { readModel } from '../../../ml/model/model-folder'
import { GraphNet } from '../../../ml/nets/graph-net'
import type { Net, Predictor } from '../../../ml/nets/net'
import { buildNet } from '../../../ml/nets/registry'
import { Learner } from '../../../ml/training/learner'
import { readFloats, writeFloats } from './bench-inputs'
import { exportNet } from './export-net'
import { batch, learningRate, type Answer, type Case, type Request } from './requests'
import { serveRequests, timed } from './serve-requests'

/** The product as a contestant: its nets on native TensorFlow, started as the engine for `purpose` starts it. */
export async function serveOurs(purpose: 'inference' | 'training'): Promise<void> {
  const { version } = await startBackend({ nativeFolder: path.resolve('.native'), wasmFolder: path.resolve('node_modules/@tensorflow/tfjs-backend-wasm/dist'), prefer: 'tensorflow', purpose })
  const predictors = new Map<string, Predictor>()
  const learners = new Map<string, { learner: Learner; steps: number }>()

  const predictorOf = async ({ net: name, way }: Case): Promise<Predictor> => {
    const key = `${name} ${way}`
    if (!predictors.has(key)) {
      const net = await benchNet(name)
      predictors.set(key, way === 'graph' ? new GraphNet(net) : net.freeze())
      net.dispose()
    }
    return predictors.get(key)!
  }

  async function predicting(of: Case, folder: string): Promise<() => Float32Array> {
    const predictor = await predictorOf(of)
    const image = readFloats(folder, `predict-${of.side}.bin`)
    return () => {
      const output = tf.tidy(() => predictor.predict(tf.tensor4d(image, [1, of.side, of.side, 1])))
      // Not inside: tidy looks for tensors in what it gives back, number by number.
      const values = output.dataSync<'float32'>()
      output.dispose()
      return values
    }
  }

  async function stepping({ net, side }: Case, folder: string): Promise<() => number> {
    const key = `${net} ${side}`
    if (!learners.has(key)) learners.set(key, { learner: new Learner(await benchNet(net), segmentationWeights, null, 1), steps: 0 })
    const state = learners.get(key)!
    const images = readFloats(folder, `step-${side}.bin`)
    const annotation = readFloats(folder, `step-${side}-annotation.bin`)
    return () => {
      const shape: [number, number, number, number] = [batch, side, side, 1]
      const tensors = [tf.tensor4d(images, shape), tf.tensor4d(annotation, shape)] as const
      const { loss } = state.learner.step(...tensors, { step: state.steps++, rate: learningRate, progress: 0 })
      tf.dispose([...tensors])
      return loss
    }
  }

  await serveRequests(async (request: Request): Promise<Answer> => {
    if (request.ask === 'export') {
      for (const name of request.nets) {
        const net = await benchNet(name)
        await exportNet(net, request.folder)
        net.dispose()
      }
      return { version: `${version}, oneDNN ${process.env['TF_ENABLE_ONEDNN_OPTS'] === '1' ? 'on' : 'off'}` }
    }
    if (request.case.work === 'predict') {
      const predict = await predicting(request.case, request.folder)
      if (request.ask === 'time') return { milliseconds: await timed(request.times, predict) }
      writeFloats(request.output, predict())
      return {}
    }
    const step = await stepping(request.case, request.folder)
    if (request.ask === 'time') return { milliseconds: await timed(request.times, step) }
    return { losses: Array.from({ length: request.times }, step) }
  })
}

/** The shipped student with its weights, or a fresh net. */
async function benchNet(name: string): Promise<Net> {
  const { model, weights } = await readModel(path.resolve('assets/model'))
  return buildNet(name, model.net === name ? { weights } : { seed: 1 })
}
