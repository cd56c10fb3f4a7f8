import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fuzzDicom } from '../fuzz/dicom/fuzz-dicom'
import { bundleWorker } from '../helpers/bundle-worker'

/** A slice of `npm run fuzz -- dicom`, which makes the same mutants of the same seed. */
const mutants = 400

let worker: Awaited<ReturnType<typeof bundleWorker>>
beforeAll(async () => {
  worker = await bundleWorker('electron/dicom/reader-worker.ts')
})
afterAll(() => worker.remove())

it(`${mutants} mutants give an image or a named cause: no crash, no hang, bounded memory`, async () => {
  const summary = await fuzzDicom({ count: mutants, seed: 20, workerFile: worker.file, failuresFolder: join(tmpdir(), 'lightvessel-fuzz-failures'), say: console.log })
  console.log(JSON.stringify(summary))
  expect(summary.failures).toEqual([])
  // Mutants that are all refused, or all decoded, would test nothing.
  const decoded = summary.outcomes['decoded'] ?? 0
  expect(decoded).toBeGreaterThan(mutants / 10)
  expect(mutants - decoded).toBeGreaterThan(mutants / 10)
  expect(Object.keys(summary.outcomes).length).toBeGreaterThan(4)
})
