import type { z } from 'zod'
import { DataError } from '../../ml/data/data-error'
import { loadSample, readDataFolder } from '../../ml/data/data-folder'
import type { engineContract } from '../ipc/contract/engine'

/**
 * Opens every image of a data folder with its mask, so that nothing turns up in the middle of a run. In the engine, because
 * pictures are decoded by native code, which stays out of the program's main process.
 *
 * @throws DataError when the folder is no data folder; a sample that cannot be read is one of `problems`
 */
export async function inspectData(folder: string, signal?: AbortSignal): Promise<z.infer<typeof engineContract.calls.inspectData.output>> {
  const { samples } = await readDataFolder(folder)
  const readable: { name: string; patient: string; vesselPixels: number; pixels: number }[] = []
  const problems: string[] = []
  for (const sample of samples) {
    signal?.throwIfAborted()
    try {
      const { mask } = await loadSample(sample)
      readable.push({ name: sample.name, patient: sample.patient, vesselPixels: mask.reduce((count, label) => count + label, 0), pixels: mask.length })
    } catch (error) {
      if (!(error instanceof DataError)) throw error
      problems.push(error.message)
    }
  }
  return { total: samples.length, readable, problems }
}
