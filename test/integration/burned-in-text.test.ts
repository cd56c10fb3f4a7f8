import { randomUUID } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seenFrames, seemsToHaveText } from '../../electron/dicom/deidentify/burned-in-text'
import type { DeidentifyOptions } from '../../electron/dicom/deidentify/deidentify-options'
import { hasTextAtBorder } from '../../electron/dicom/deidentify/text-at-border'
import { openImage } from '../../electron/dicom/open-image'
import { ReaderPool } from '../../electron/dicom/reader-pool'
import { createPhantomRun } from '../../ml/phantom/phantom-run'
import { bundleWorker } from '../helpers/bundle-worker'
import { burnIn, type Writing } from '../helpers/burned-in'
import { concatenate, imageFile, type TestElement } from '../helpers/dicom-bytes'
import { dicomData } from './dicom-data'
import { temporaryFolder } from './storage-fixtures'

const size = 256
const name: Writing = { text: 'SMITH ANNA 1961', left: 6, top: 6, scale: 1, value: 255 }
const temporary = temporaryFolder()
afterAll(() => temporary.remove())

/** Frames of a phantom cine, each with what is written on it. */
function cine(seed: number, writingOf: (frame: number) => Writing | null = () => null): Uint8Array[] {
  const run = createPhantomRun({ seed, size, frames: 4 })
  return Array.from({ length: 4 }, (_, frame) => {
    const { pixels } = run.frame(frame)
    const writing = writingOf(frame)
    return writing ? burnIn(pixels, size, writing) : pixels
  })
}

const finds = (frames: readonly Uint8Array[]): boolean => hasTextAtBorder({ rows: size, columns: size, frames })

describe('on phantoms', () => {
  it.each([
    ['small, at the top', name],
    ['twice as large, at the bottom', { ...name, scale: 2, left: 40, top: size - 24 }],
    ['turned, at the right', { ...name, left: size - 16, top: 60, turned: true }],
    ['not quite white', { ...name, value: 215 }],
  ])('text is found: %s', (_case, writing) => {
    expect(finds(cine(11, () => writing))).toBe(true)
  })

  it('cines without text have none, whatever vessels, ribs and catheters are in them', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8].filter((seed) => finds(cine(seed)))).toEqual([])
  })

  it.each([
    ['what moves over the run', (frame: number) => ({ ...name, left: 6 + 9 * frame })],
    ['what is in one frame only', (frame: number) => (frame === 0 ? name : null)],
    ['a ruler of bars', () => ({ ...name, text: 'IIIIIIIIIIII' })],
    ['a few marks', () => ({ ...name, text: 'M  N' })],
    ['what is in the middle', () => ({ ...name, left: 80, top: 120 })],
  ])('%s is no text', (_case, writingOf) => {
    expect(finds(cine(11, writingOf))).toBe(false)
  })
})

describe('on real files', () => {
  it('angiograms have no text, and each has it when a name is written in its corner', async ({ skip }) => {
    const data = dicomData()
    if (data === null) skip('the real angiograms are not here (../shared/data or $LIGHTVESSEL_DATA)')
    const files = ['xa', 'derived_xa'].flatMap((folder) => readdirSync(join(data!, folder)).map((file) => join(data!, folder, file)))
    expect(files.length).toBeGreaterThan(10)
    const found: string[] = []
    const missed: string[] = []
    for (const file of files) {
      const image = await openImage(file)
      const seen = await seenFrames(image)
      const { rows, columns } = seen
      if (hasTextAtBorder(seen)) found.push(file)
      const brightest = Math.max(...seen.frames.map((frame) => Array.from(frame).reduce((most, value) => Math.max(most, value), 0)))
      const written = seen.frames.map((frame) => burnIn(Uint16Array.from(frame), columns, { ...name, scale: rows / 512, left: 10, top: 10, value: brightest }))
      if (!hasTextAtBorder({ rows, columns, frames: written })) missed.push(file)
      image.close()
    }
    expect({ found, missed }).toEqual({ found: [], missed: [] })
  })

  it('the text of other machines is found', async ({ skip }) => {
    const data = dicomData()
    if (data === null) skip('the real files are not here (../shared/data or $LIGHTVESSEL_DATA)')
    const withText = ['multiframe_other/dcm4che__US-PAL-8-10x-echo.dcm', 'odd/cornerstone3D__no-pixel-spacing.dcm', 'odd/fo-dicom__GH355.dcm']
    const without = ['multiframe_other/dcm4che__NM-MONO2-16-13x-heart.dcm', 'multiframe_other/dwv__multiframe-test1.dcm', 'multiframe_other/fo-dicom__MOVEKNEE.dcm', 'odd/dcm4che__MR12.dcm', 'odd/fo-dicom__GH064.dcm', 'odd/orthanc-tests__LenaTwiceWithFragments.dcm']
    // Of its text only the lowest rows are in the picture.
    const cutOff = 'multiframe_other/ruby-dicom__implicit_us_jpeg2k-lossless-mono2-multiframe.dcm'
    for (const file of [...withText, ...without, cutOff]) {
      const image = await openImage(join(data!, file))
      expect(await seemsToHaveText(image), file).toBe(withText.includes(file))
      image.close()
    }
  })
})

describe('a file that is de-identified', () => {
  const options: DeidentifyOptions = { keepModifiedDates: false, cleanDescriptors: false, keepPatientCharacteristics: false, keepDeviceIdentity: false, secret: 'secret' }
  const seen = /^There seem to be characters at the border of its frames/
  const silent = /^Its header does not say whether text is burned into the pixels\.$/
  let worker: Awaited<ReturnType<typeof bundleWorker>>
  let readers: ReaderPool
  beforeAll(async () => {
    worker = await bundleWorker('electron/dicom/reader-worker.ts')
    readers = new ReaderPool({ workerFile: worker.file, size: 1 })
  })
  afterAll(async () => {
    await readers.close()
    await worker.remove()
  })
  const burnedIn: Record<string, TestElement[]> = { '': [], NO: [[0x00280301, 'CS', 'NO']], YES: [[0x00280301, 'CS', 'YES ']] }

  it.each([
    ['with text and a header that does not say', true, '', 'MONOCHROME2', [seen]],
    ['with text, inverted', true, '', 'MONOCHROME1', [seen]],
    ['without text and a header that does not say', false, '', 'MONOCHROME2', [silent]],
    ['with text and a header that says no', true, 'NO', 'MONOCHROME2', []],
    ['with a header that says yes', false, 'YES', 'MONOCHROME2', [/^Its header says that text is burned/]],
  ] as const)('%s is warned of, never refused', async (_case, hasText, said, photometric, warnings) => {
    const frames = cine(11, () => (hasText ? name : null)).map((frame) => (photometric === 'MONOCHROME1' ? frame.map((value) => 255 - value) : frame))
    const file = join(temporary.folder, 'in.dcm')
    writeFileSync(file, imageFile({ rows: size, columns: size, frames: 4, photometric, more: burnedIn[said], pixels: concatenate(frames) }))
    const out = join(temporary.folder, `${randomUUID()}.dcm`)
    const result = await readers.deidentify(file, out, options)
    expect(result.warnings).toEqual(warnings.map((warning) => expect.stringMatching(warning) as string))
  })
})
