import { existsSync } from 'node:fs'
import path from 'node:path'
import { startBackend } from '../../ml/backend/start-backend'
import { loadSample, readDataFolder } from '../../ml/data/data-folder'
import { loadSegmenter } from '../../ml/inference/segmenter'
import { predictionUncertainty } from '../../ml/inference/uncertainty'
import { segmentationFigures } from '../../ml/metrics/segmentation-figures'
import { entropyPerVesselPixel, expectedDiceShortfall, thresholdDisagreement } from './support/uncertainty-measures'
import { spearman } from './support/spearman'

const dataFolder = process.env['LIGHTVESSEL_DATA'] ?? path.resolve('../shared/data')
const measures = {
  'entropy along the outline (ours)': predictionUncertainty,
  'expected Dice shortfall': expectedDiceShortfall,
  'entropy per vessel pixel': entropyPerVesselPixel,
  'disagreement of two thresholds': thresholdDisagreement,
}

/**
 * Which measure of uncertainty orders frames best by the error that they turn out to have: Spearman's correlation of each
 * with 1 − Dice and with 1 − clDice, on real angiograms with the shipped model, and what the measure itself costs.
 */
export async function run(): Promise<{ samples: Record<string, number[]>; ratios: Record<string, number>; skipped: Record<string, string> }> {
  await startBackend({ nativeFolder: path.resolve('.native'), wasmFolder: path.resolve('node_modules/@tensorflow/tfjs-backend-wasm/dist') })
  const segmenter = await loadSegmenter(path.resolve('assets/model'))
  const samples: Record<string, number[]> = {}
  const ratios: Record<string, number> = {}
  const skipped: Record<string, string> = {}
  for (const set of ['cimat40', 'ica156']) {
    const folder = path.join(dataFolder, set)
    if (!existsSync(folder)) {
      skipped[set] = `${folder} is not there`
      continue
    }
    const errors: { dice: number[]; clDice: number[] } = { dice: [], clDice: [] }
    const values = new Map<string, number[]>()
    for (const sample of (await readDataFolder(folder)).samples) {
      const { image, mask: truth } = await loadSample(sample)
      const { rows, columns } = image
      const { probability, mask } = await segmenter.segment(image)
      const figures = segmentationFigures(probability, mask, truth, rows, columns)
      errors.dice.push(1 - figures.dice)
      errors.clDice.push(1 - (figures.clDice ?? 0))
      for (const [name, measure] of Object.entries(measures)) {
        const start = performance.now()
        const value = measure(probability, mask, rows, columns)
        values.set(name, [...(values.get(name) ?? []), value])
        const part = `ms, ${columns}×${rows}: ${name}`
        samples[part] = [...(samples[part] ?? []), performance.now() - start]
      }
    }
    for (const [name, of] of values) {
      ratios[`${set}, Spearman with 1 − Dice: ${name}`] = Number(spearman(of, errors.dice).toFixed(3))
      ratios[`${set}, Spearman with 1 − clDice: ${name}`] = Number(spearman(of, errors.clDice).toFixed(3))
    }
  }
  segmenter.dispose()
  return { samples, ratios, skipped }
}
