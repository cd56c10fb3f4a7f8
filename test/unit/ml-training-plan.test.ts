import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadCheckpoint, saveCheckpoint, underPrefix, withPrefix, type Checkpoint } from '../../ml/training/checkpoint'
import { learningRate } from '../../ml/training/learning-rate'
import { openRun, readMetrics, readRunConfig, truncateMetrics, type RunConfig } from '../../ml/training/run-folder'
import { completeSettings } from '../../ml/training/settings'
import { TrainingError } from '../../ml/training/training-error'

const scratch = mkdtempSync(path.join(tmpdir(), 'lightvessel-plan-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('settings', () => {
  it('make an epoch cover the images, and a default run of about 1,800 steps', () => {
    const settings = completeSettings({}, 32, 300 * 300)
    expect(settings).toMatchObject({ crop: 128, batch: 4, cropsPerImage: 5, stepsPerEpoch: 40, epochs: 45, totalSteps: 1800 })
    expect(completeSettings({}, 1000, 512 * 512).epochs).toBe(8)
    expect(completeSettings({ epochs: 3, crop: 64, batch: 2 }, 1, 32 * 32)).toMatchObject({ epochs: 3, cropsPerImage: 1, stepsPerEpoch: 1 })
  })

  it.each([
    [{ crop: 100 }, 'The crop must be a multiple of 16 pixels, not 100.'],
    [{ batch: 0 }, 'The batch must be a whole number from 1 to 256, not 0.'],
    [{ seed: 1.5 }, 'The seed must be a whole number from 0 to 1000000, not 1.5.'],
    [{ epochs: -1 }, 'The number of epochs must be a whole number from 1 to 10000, not -1.'],
  ])('refuse %o', (choices, message) => {
    expect(() => completeSettings(choices, 10, 1e5)).toThrow(message)
  })
})

describe('learningRate', () => {
  it('rises for a twentieth of the steps, then falls along a cosine to a hundredth', () => {
    const rates = Array.from({ length: 1000 }, (_, step) => learningRate(step, 1000, 2e-3))
    expect(rates[0]).toBeCloseTo(2e-3 / 50, 9)
    expect(Math.max(...rates)).toBeCloseTo(2e-3, 9)
    expect(rates.indexOf(Math.max(...rates))).toBeLessThanOrEqual(50)
    expect(rates.at(-1)).toBeCloseTo(2e-5, 6)
    for (let step = 51; step < 1000; step++) expect(rates[step]).toBeLessThan(rates[step - 1]!)
  })
})

describe('checkpoint', () => {
  const values = new Map([['a', { shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) }], ['b', { shape: [], values: Float32Array.of(-0.5) }]])
  const checkpoint = (step: number): Checkpoint => ({ step, optimiserSteps: step, criticSteps: 0, best: null, validationsWithoutProgress: 0, finished: false, values })

  it('gives back every bit, and falls back to the one before when the newest is damaged', async () => {
    const folder = path.join(scratch, 'checkpoints')
    expect(await loadCheckpoint(folder)).toBeNull()
    mkdirSync(folder)
    await saveCheckpoint(folder, checkpoint(1))
    expect(await loadCheckpoint(folder)).toEqual(checkpoint(1))
    await saveCheckpoint(folder, checkpoint(2))
    expect((await loadCheckpoint(folder))!.step).toBe(2)
    writeFileSync(path.join(folder, 'checkpoint.bin'), 'LVCKPT01 and then nothing sensible')
    expect((await loadCheckpoint(folder))!.step).toBe(1)
    writeFileSync(path.join(folder, 'checkpoint.previous.bin'), '')
    await expect(loadCheckpoint(folder)).rejects.toThrow(TrainingError)
  })

  it('keeps groups of values apart by their prefix', () => {
    const both = new Map([...withPrefix('net/', values), ...withPrefix('adam/', values)])
    expect(both.size).toBe(4)
    expect(underPrefix('adam/', both)).toEqual(values)
  })
})

describe('run folder', () => {
  const config: RunConfig = {
    format: 'lightvessel-run',
    formatVersion: 1,
    kind: 'distill',
    net: 'slim-unet',
    losses: { ce: 1, fsd: 1 },
    settings: { crop: 128, seed: 1 },
    teacher: 'abc',
    outOfFold: false,
    unlabelled: null,
    start: null,
    data: { folder: '/data', fingerprint: 'f', trainingNames: ['a'], validationNames: ['b'] },
  }

  it('is opened again by the same run and names what differs in another', async () => {
    const folder = path.join(scratch, 'run')
    expect(await readRunConfig(folder)).toBeNull()
    await openRun(folder, config)
    await openRun(folder, structuredClone(config))
    expect(await readRunConfig(folder)).toEqual(config)
    await expect(openRun(folder, { ...config, settings: { crop: 128, seed: 2 } })).rejects.toThrow(/another setting "seed" \(1 instead of 2\)/)
    await expect(openRun(folder, { ...config, losses: { ce: 1 } })).rejects.toThrow(/other losses \(ce 1, fsd 1 instead of ce 1\)/)
    await expect(openRun(folder, { ...config, teacher: 'def' })).rejects.toThrow(/another teacher/)
    await expect(openRun(folder, { ...config, data: { ...config.data, fingerprint: 'g' } })).rejects.toThrow(/other data/)
  })

  it('drops points beyond a checkpoint, and a line that a crash has cut off', async () => {
    const folder = path.join(scratch, 'metrics')
    await openRun(folder, config)
    const lines = [1, 2, 3].map((step) => JSON.stringify({ step }))
    writeFileSync(path.join(folder, 'metrics.jsonl'), `${lines.join('\n')}\n{"step":4,"lo`)
    expect((await readMetrics(folder)).map(({ step }) => step)).toEqual([1, 2, 3])
    await truncateMetrics(folder, 2)
    expect((await readMetrics(folder)).map(({ step }) => step)).toEqual([1, 2])
  })
})
