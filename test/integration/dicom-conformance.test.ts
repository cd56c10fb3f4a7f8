import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeSamples } from '../../electron/dicom/decode/decode-dicom-frame'
import { frameBytes, type ImageHeader } from '../../electron/dicom/image-header'
import { FileSource } from '../../electron/dicom/parse/byte-source'
import { readDicomHeader } from '../../electron/dicom/parse/read-dicom-header'
import { ReaderPool } from '../../electron/dicom/reader-pool'
import { UnreadableFileError } from '../../electron/dicom/unreadable-file-error'
import { bundleWorker } from '../helpers/bundle-worker'
import { peakMemoryDuring } from '../fuzz/dicom/peak-memory'
import { dicomData, dicomDataTable } from './dicom-data'
import { dicomOutcomes } from './dicom-outcomes'

const data = dicomData()
const references = data ? dicomDataTable(data).filter((row) => row.referenceMd5 !== '') : []
let worker: Awaited<ReturnType<typeof bundleWorker>>
let pool: ReaderPool
beforeAll(async () => {
  worker = await bundleWorker('electron/dicom/reader-worker.ts')
  pool = new ReaderPool({ workerFile: worker.file, size: 2 })
})
afterAll(async () => {
  await pool.close()
  await worker.remove()
})

describe.skipIf(!data)('every frame of every reference file', () => {
  it('has references to compare with', () => expect(references.length).toBeGreaterThan(25))

  it.each(references)('$transferSyntax: $file is decoded bit for bit', async ({ file, referenceMd5 }) => {
    const path = join(data!, file)
    const header = await pool.readHeader(path)
    const hash = createHash('md5')
    if (file.includes('US-PAL')) {
      // The reference holds the palette's indices; colours are served.
      expect(header.samplesPerPixel).toBe(3)
      const source = new FileSource(path)
      const dicom = readDicomHeader(source)
      for (let frame = 0; frame < header.frames; frame++) hash.update((await decodeSamples(dicom, frame)).bytes)
      source.close()
    } else {
      for await (const { pixels } of pool.decodeFrames(path, header)) hash.update(pixels)
    }
    expect(hash.digest('hex')).toBe(referenceMd5)
  })
})

describe.skipIf(!data)('unusual and damaged files', () => {
  it('are all in the table of outcomes', () => {
    const files = ['odd', 'derived_bad', 'multiframe_other'].flatMap((folder) => readdirSync(join(data!, folder)).map((name) => `${folder}/${name}`))
    expect(Object.keys(dicomOutcomes).sort()).toEqual(files.sort())
  })

  it.each(Object.entries(dicomOutcomes))('%s: %s', async (file, outcome) => {
    const path = join(data!, file)
    let found = ''
    const memory = await peakMemoryDuring(async () => void (found = await readWhole(path, basename(path))))
    expect(found).toBe(outcome)
    const [columns, rows, , frames] = (/\d/.test(outcome) ? outcome.match(/\d+/g)! : [0, 0, 0, 0]).map(Number)
    // 2 × the file + one run (colour, in case), and what the program itself takes between two collections.
    expect(memory).toBeLessThan(2 * statSync(path).size + columns! * rows! * frames! * 3 + 64 * 1024 ** 2)
  })

  it.each([
    ['derived_bad/unc_truncated_95pct.dcm', 1, 'The header states 2 frames, but only 1 are complete in the file.'],
    ['derived_bad/jpll_truncated_50pct.dcm', 6, 'The header states 12 frames, but only 6 are complete in the file.'],
    ['derived_bad/window_width_zero.dcm', 2, 'The header states a window width of 0; the window was left out.'],
    ['odd/cornerstone3D__CT0012.fragmented_no_bot_jpeg_baseline.51.dcm', 2, 'The header states no frame time.'],
    ['odd/orthanc-tests__LenaTwiceWithFragments.dcm', 2, 'The header states no frame time.'],
  ])('%s: %i frames and a warning', async (file, frames, warning) => {
    const header = await pool.readHeader(join(data!, file))
    expect(header.frames).toBe(frames)
    expect(header.warnings).toContain(warning)
  })

  it.each([
    ['derived_bad/wrong_ts_unknown_uid.dcm', 'unsupported', '1.2.840.10008.1.2.4.99'],
    ['derived_bad/no_pixel_data.dcm', 'no-pixel-data', 'it has no pixel data (modality XA)'],
    ['derived_bad/no_rows.dcm', 'corrupt', 'no valid Rows'],
    ['derived_bad/text_renamed.dcm', 'not-an-image', 'neither a DICOM file nor a picture'],
    ['derived_bad/unc_truncated_2pct.dcm', 'truncated', 'one frame takes 262144'],
    ['odd/orthanc-tests__2026-05-26-oob-monochrome-65535.dcm', 'too-large', '65535 × 65535'],
    ['odd/pydicom-data__parametric_map_float.dcm', 'unsupported', 'floating-point'],
    ['odd/go-dicom__testdicomdir.dcm', 'no-pixel-data', 'a directory of DICOM files'],
    ['odd/dcm4che__will-jxl.dcm', 'unsupported', 'JPEG XL'],
  ])('%s is refused: %s', async (file, code, cause) => {
    const error = await pool.readHeader(join(data!, file)).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(UnreadableFileError)
    expect(error).toMatchObject({ code, message: expect.stringContaining(cause) as string })
  })
})

/** Reads every frame; a request that took longer than 2 s would have failed with `timeout`. */
async function readWhole(file: string, name: string): Promise<string> {
  const refusals: string[] = []
  const note = (error: unknown): void => {
    expect(error, name).toBeInstanceOf(UnreadableFileError)
    const { code, message } = error as UnreadableFileError
    expect(message).toContain(name)
    expect(['timeout', 'crashed'], message).not.toContain(code)
    refusals.push(code)
  }
  let header: ImageHeader
  try {
    header = await pool.readHeader(file)
  } catch (error) {
    note(error)
    return refusals[0]!
  }
  let range: [number, number] = [255, 0]
  for (let frame = 0; frame < header.frames; frame++) {
    try {
      const pixels = await pool.decodeFrame(file, header, frame)
      expect(pixels.length, name).toBe(frameBytes(header))
      for (const byte of pixels) range = [Math.min(range[0], byte), Math.max(range[1], byte)]
    } catch (error) {
      note(error)
    }
  }
  const decoded = header.frames - refusals.length
  if (decoded > 0) expect(range[1], `${name} shows something`).toBeGreaterThan(range[0])
  return `${header.columns} × ${header.rows}, ${decoded} of ${header.frames} frames`
}
