import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { frameBytes } from '../../electron/dicom/image-header'
import { ReaderPool } from '../../electron/dicom/reader-pool'
import { UnreadableFileError } from '../../electron/dicom/unreadable-file-error'
import { bundleWorker } from '../helpers/bundle-worker'
import { createTestRandom } from '../helpers/test-random'
import { dicomData } from './dicom-data'

const data = dicomData()
/** More of them with LIGHTVESSEL_MUTANTS; each run of a seed makes the same mutants. */
const mutants = Number(process.env['LIGHTVESSEL_MUTANTS'] ?? 300)
const seed = Number(process.env['LIGHTVESSEL_MUTANT_SEED'] ?? 1)

/** Small real files of every kind of encoding. */
const originals = [
  'multiframe_other/dcm4che__NM-MONO2-16-13x-heart.dcm',
  'multiframe_other/dicom-test-files__emri_small_RLE.dcm',
  'multiframe_other/dicom-test-files__emri_small_jpeg_2k_lossless.dcm',
  'multiframe_other/dicom-test-files__emri_small_jpeg_ls_lossless.dcm',
  'odd/dicom-test-files__ExplVR_BigEnd.dcm',
  'odd/dicom-test-files__image_dfl.dcm',
  'odd/dicom-test-files__SC_rgb_small_odd_jpeg.dcm',
  'odd/cornerstone3D__no-pixel-spacing.dcm',
  'odd/orthanc-tests__LenaTwiceWithFragments.dcm',
  'odd/dicom-test-files__bad_sequence.dcm',
  'odd/dcm4che__MR12.dcm',
  'xa/dicom-test-files__XA1_JPLY.dcm',
]

let worker: Awaited<ReturnType<typeof bundleWorker>>
let folder: string
beforeAll(async () => {
  worker = await bundleWorker('electron/dicom/reader-worker.ts')
  folder = await mkdtemp(join(tmpdir(), 'mutants-'))
})
afterAll(async () => {
  await worker.remove()
  await rm(folder, { recursive: true, force: true })
})

type Random = ReturnType<typeof createTestRandom>
const most = 0xffffffff

/** Pictures of every kind that is read. */
async function pictures(): Promise<Buffer[]> {
  const samples = Uint8Array.from({ length: 64 * 64 * 3 }, (_, index) => (index * index) & 255)
  const colour = sharp(samples, { raw: { width: 64, height: 64, channels: 3 } })
  const encoded = [colour.clone().png(), colour.clone().png({ palette: true, progressive: true }), colour.clone().tiff({ compression: 'lzw' }), colour.clone().tiff({ compression: 'deflate', tile: true }), colour.clone().jpeg()]
  return [...(await Promise.all(encoded.map((picture) => picture.toBuffer()))), Buffer.concat([Buffer.from('P5 64 64 255 '), samples.subarray(0, 4096)])]
}

/** Ways in which files are damaged; most of them aim at the header, where a byte has the greatest effect. */
const mutations: readonly ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  (bytes, random) => bytes.subarray(0, random(0, bytes.length - 1)),
  (bytes, random) => repeat(random(1, 12), bytes, () => (bytes[random(0, Math.min(bytes.length - 1, 2500))] = random(0, 255))),
  (bytes, random) => repeat(random(1, 200), bytes, () => (bytes[random(0, bytes.length - 1)] = random(0, 255))),
  (bytes, random) => repeat(random(1, 8), bytes, () => (bytes[random(0, Math.min(bytes.length - 1, 2500))]! ^= 1 << random(0, 7))),
  (bytes, random) => repeat(random(1, 3), bytes, () => new DataView(bytes.buffer).setUint32(random(8, Math.min(bytes.length - 5, 2500)), [0, 1, 0x7fffffff, 0x80000000, most - 1, most][random(0, 5)]!, random() < 0.9)),
  (bytes, random) => {
    const [from, to, length] = [random(8, bytes.length - 1), random(8, bytes.length - 1), random(1, 400)]
    bytes.copyWithin(to, from, Math.min(bytes.length, from + length))
    return bytes
  },
  (bytes, random) => {
    const at = random(8, bytes.length - 1)
    return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(Math.min(bytes.length, at + random(1, 64)))])
  },
]

function repeat(times: number, bytes: Uint8Array, change: () => unknown): Uint8Array {
  for (let round = 0; round < times; round++) change()
  return bytes
}

describe.skipIf(!data)('damaged files', () => {
  it(`${mutants} mutants give an image or a named cause: no crash, no hang, bounded memory`, { timeout: 60_000 + mutants * 400 }, async () => {
    const files = [...(await Promise.all(originals.map((name) => readFile(join(data!, name))))), ...(await pictures())]
    const pool = new ReaderPool({ workerFile: worker.file, size: 2 })
    const random = createTestRandom(seed)
    const outcomes: Record<string, number> = {}
    let slowest = 0
    let mostMemory = 0
    const count = (outcome: string): void => {
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    }
    /** Reads one mutant as an import and a viewer would: header, then at most three frames. */
    const read = async (file: string, name: string): Promise<void> => {
      try {
        const header = await pool.readHeader(file)
        for (const frame of new Set([0, header.frames >> 1, header.frames - 1])) {
          const pixels = await pool.decodeFrame(file, header, frame)
          expect(pixels.length, name).toBe(frameBytes(header))
        }
        count('decoded')
      } catch (error) {
        expect(error, name).toBeInstanceOf(UnreadableFileError)
        const { code, message } = error as UnreadableFileError
        expect(message).toContain(name)
        expect(message).toMatch(/\.$/)
        count(code)
        if (code === 'crashed' || code === 'timeout') console.log(message)
      }
    }
    const one = async (index: number): Promise<void> => {
      const original = random(0, files.length - 1)
      const mutation = random(0, mutations.length - 1)
      const bytes = mutations[mutation]!(new Uint8Array(files[original]!), random)
      const name = `${seed}-${index}-${mutation}.dcm`
      const file = join(folder, name)
      await writeFile(file, bytes)
      // Processor time: other programs on the machine must not fail the test.
      const start = process.cpuUsage()
      await read(file, name)
      const { user, system } = process.cpuUsage(start)
      slowest = Math.max(slowest, (user + system) / 1000)
      mostMemory = Math.max(mostMemory, process.memoryUsage().rss)
      await rm(file)
    }
    const before = process.memoryUsage().rss
    try {
      for (let index = 0; index < mutants; index++) await one(index)
    } finally {
      await pool.close()
    }
    console.log(`seed ${seed}: ${JSON.stringify(outcomes)}; slowest ${slowest.toFixed(0)} ms of processor time; memory grew by ${((mostMemory - before) / 1024 ** 2).toFixed(0)} MB at most`)
    expect(outcomes['crashed'] ?? 0).toBe(0)
    expect(outcomes['timeout'] ?? 0).toBe(0)
    expect(slowest).toBeLessThan(2000)
    expect(mostMemory - before).toBeLessThan(512 * 1024 ** 2)
    // Mutants that are all refused, or all decoded, would test nothing.
    expect(outcomes['decoded']).toBeGreaterThan(mutants / 10)
    expect(mutants - outcomes['decoded']!).toBeGreaterThan(mutants / 10)
  })
})
