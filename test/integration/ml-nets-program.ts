import { startBackend } from '../../ml/backend/start-backend'
import * as tf from '../../ml/backend/tf'
import { readModel } from '../../ml/model/model-folder'
import { buildNet } from '../../ml/nets/registry'

/** Prints the logits of each model folder on the command line for one fixed image, as JSON. */
async function main(): Promise<void> {
  const [nativeFolder, wasmFolder, ...folders] = process.argv.slice(2)
  await startBackend({ nativeFolder: nativeFolder!, wasmFolder: wasmFolder!, prefer: 'tensorflow' })
  const answers: number[][] = []
  for (const folder of folders) {
    const { model, weights } = await readModel(folder)
    const frozen = buildNet(model.net, { weights }).freeze()
    answers.push([...frozen.run(tf.tensor4d(Float32Array.from({ length: 64 * 64 }, (_, index) => Math.sin(index)), [1, 64, 64, 1])).logits.dataSync()])
  }
  process.stdout.write(JSON.stringify(answers))
}

void main()
