import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadSegmenter } from '../../ml/inference/segmenter'
import { mean } from '../../ml/metrics/bland-altman'
import { segmentationFigures } from '../../ml/metrics/segmentation-figures'
import { readModelFile } from '../../ml/model/model-folder'
import { createPhantomRun } from '../../ml/phantom/phantom-run'
import { readDataFolder } from '../../ml/data/data-folder'
import { evaluateModel } from '../../ml/training/evaluate-model'
import { realData, startNative } from './ml-engine'

const folder = path.join(process.cwd(), 'assets/model')
const cimat = realData('cimat40')

describe('the shipped student', () => {
  beforeAll(async () => {
    await startNative()
  })

  it('is a finished student of at most 0.35 M parameters with a card that says where it comes from', async () => {
    const model = await readModelFile(folder)
    expect(model).toMatchObject({ role: 'student', net: 'slim-unet', finished: true })
    expect(model.parameters).toBeLessThanOrEqual(350_000)
    expect(model.card['data']).toMatch(/phantom/)
    expect(model.card['command']).toBe('node build/train-shipped-student.mjs')
    expect(model.card['seed']).toMatch(/^\d+$/)
    for (const text of Object.values(model.card)) expect(text).not.toMatch(/\/tmp|\/work/)
  })

  it('segments phantoms it has never seen, of any size', async () => {
    const segmenter = await loadSegmenter(folder)
    const sizes = [333, 416, 512, 600]
    const dice: number[] = []
    for (let index = 0; index < 40; index++) {
      const size = sizes[index % sizes.length]!
      const { pixels, mask: truth } = createPhantomRun({ seed: 77_000 + index, size }).frame(0)
      const image = { rows: size, columns: size, pixels: Float32Array.from(pixels, (value) => value / 255) }
      const { mask, probability } = await segmenter.segment(image)
      dice.push(segmentationFigures(probability, mask, truth, size, size).dice)
    }
    segmenter.dispose()
    const first = dice.slice(0, sizes.length)
    expect(Math.min(...first)).toBeGreaterThan(0.3)
    expect(mean(first)).toBeGreaterThan(0.6)
    expect(mean(dice)).toBeGreaterThan(0.7)
    // Some hardly show a vessel.
    expect(dice.filter((value) => value > 0.3).length).toBeGreaterThanOrEqual(36)
    expect(Math.min(...dice)).toBeGreaterThan(0)
  })

  it.skipIf(!cimat)('segments real angiograms', async () => {
    const names = (await readDataFolder(cimat!)).samples.slice(0, 8).map(({ name }) => name)
    const figures = await evaluateModel({ modelFolder: folder, data: cimat!, names })
    expect(figures.dice).toBeGreaterThan(0.6)
    expect(figures.auc).toBeGreaterThan(0.95)
  })
})
