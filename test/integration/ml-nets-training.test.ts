import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../ml/data/random'
import { loadSegmenter } from '../../ml/inference/segmenter'
import { trainNet, type TrainNetOptions } from '../../ml/training/train-net'
import { TrainingCancelledError } from '../../ml/training/training-error'
import { startNative } from './ml-engine'

const scratch = mkdtempSync(path.join(tmpdir(), 'lightvessel-nets-training-'))
const data = path.join(scratch, 'data')
const side = 64

/** Bright noise with one dark line, as portable grey maps. */
function writeData(images: number): void {
  for (const folder of ['images', 'masks']) mkdirSync(path.join(data, folder), { recursive: true })
  const head = Buffer.from(`P5\n${side} ${side}\n255\n`, 'latin1')
  for (let i = 0; i < images; i++) {
    const random = createRandom(i + 1)
    const start = random.integer(side - 20)
    const vessel = (pixel: number): boolean => Math.abs((pixel % side) - start - Math.floor(pixel / side) / 4) < 3
    const pixels = Uint8Array.from({ length: side * side }, (_, pixel) => (vessel(pixel) ? 70 : 150) + random.integer(20))
    writeFileSync(path.join(data, 'images', `frame${i}.pgm`), Buffer.concat([head, pixels]))
    writeFileSync(path.join(data, 'masks', `frame${i}.pgm`), Buffer.concat([head, pixels.map((_, pixel) => (vessel(pixel) ? 255 : 0))]))
  }
}

describe('training of a net with dropout', () => {
  beforeAll(async () => {
    await startNative()
    writeData(6)
  })
  afterAll(() => rmSync(scratch, { recursive: true, force: true }))

  it('ends with the same weights when it was interrupted, and its model segments', async () => {
    const options = (out: string): TrainNetOptions => ({ data, net: 'enet', out: path.join(scratch, out), epochs: 2, crop: 32, batch: 2, seed: 7 })
    await trainNet(options('whole'))
    const controller = new AbortController()
    await expect(trainNet(options('halves'), { signal: controller.signal, onPoint: ({ step }) => step >= 5 && controller.abort() })).rejects.toThrow(TrainingCancelledError)
    await trainNet(options('halves'))
    const [whole, halves] = ['whole', 'halves'].map((out) => readFileSync(path.join(scratch, out, 'weights.bin')))
    expect(halves!.equals(whole!)).toBe(true)
    const segmenter = await loadSegmenter(path.join(scratch, 'whole'))
    const { probability } = await segmenter.segment({ rows: 50, columns: 70, pixels: new Float32Array(3500).map((_, pixel) => (pixel % 70) / 70) })
    expect(probability.length).toBe(3500)
    segmenter.dispose()
  })
})
