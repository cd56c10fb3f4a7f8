import { existsSync } from 'node:fs'
import path from 'node:path'
import { startBackend } from '../../../ml/backend/start-backend'
import { loadSample, readDataFolder } from '../../../ml/data/data-folder'
import type { GreyImage } from '../../../ml/inference/grey-image'
import { loadSegmenter, type Segmenter } from '../../../ml/inference/segmenter'

export interface LabelledFrame {
  readonly image: GreyImage
  /** 1 = vessel. */
  readonly truth: Uint8Array
}

/** The shipped student on native TensorFlow. */
export async function shippedStudent(): Promise<Segmenter> {
  await startBackend({ nativeFolder: path.resolve('.native'), wasmFolder: path.resolve('node_modules/@tensorflow/tfjs-backend-wasm/dist'), prefer: 'tensorflow', purpose: 'inference' })
  return loadSegmenter(path.resolve('assets/model'))
}

/** Every `step`-th angiogram of a folder of the real data, or null with a printed reason. */
export async function realFrames(name: string, step = 1): Promise<LabelledFrame[] | null> {
  const folder = path.join(process.env['LIGHTVESSEL_DATA'] ?? path.resolve('../shared/data'), name)
  if (!existsSync(folder)) {
    console.error(`skipped: the real data ${folder} are not there`)
    return null
  }
  const { samples } = await readDataFolder(folder)
  return Promise.all(
    samples.filter((_, index) => index % step === 0).map(async (sample) => {
      const { image, mask } = await loadSample(sample)
      return { image, truth: mask }
    }),
  )
}
