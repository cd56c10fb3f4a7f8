import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deidentifyFile } from '../../electron/dicom/deidentify/deidentify-file'
import type { DeidentifyOptions } from '../../electron/dicom/deidentify/deidentify-options'
import { openImage } from '../../electron/dicom/open-image'
import { UnreadableFileError } from '../../electron/dicom/unreadable-file-error'
import { writePhantomDicom } from '../../electron/dicom/write-phantom-dicom'
import { createRandom } from '../../ml/data/random'
import { createPhantomRun } from '../../ml/phantom/phantom-run'
import { dciodvfy, errorsIn } from '../helpers/dciodvfy'
import { dicomData } from './dicom-data'
import { temporaryFolder } from './storage-fixtures'

const options: DeidentifyOptions = { keepModifiedDates: false, cleanDescriptors: true, keepPatientCharacteristics: false, keepDeviceIdentity: false, secret: 'secret' }
const temporary = temporaryFolder()
const path = (name: string): string => join(temporary.folder, name)

beforeAll(async () => {
  for (const uncompressed of [true, false]) {
    writeFileSync(path(uncompressed ? 'native.dcm' : 'jpeg.dcm'), await writePhantomDicom(createPhantomRun({ seed: 3, size: 65, frames: 3, side: 'left' }), { study: 'clean', seriesNumber: 1, uncompressed }))
  }
})
afterAll(() => temporary.remove())

/** The validator's errors of a file and of its copy, or null where it is not installed. */
async function errorsOfBoth(file: string, copy: string): Promise<{ before: string[]; after: string[] } | null> {
  const [before, after] = [await dciodvfy(file), await dciodvfy(copy)]
  return before && after && { before: errorsIn(before), after: errorsIn(after) }
}

/** Every frame is the same, and so is what shows it. */
async function expectSameImage(file: string, copy: string): Promise<void> {
  const [before, after] = [await openImage(file), await openImage(copy)]
  try {
    for (let frame = 0; frame < before.header.frames; frame += 5) expect(Buffer.compare(await after.decodeFrame(frame), await before.decodeFrame(frame)), `${file} frame ${frame}`).toBe(0)
    const shown = ({ rows, columns, frames, windowCenter, windowWidth, rescaleSlope, rescaleIntercept, inverted, frameTimeMs, primaryAngle, secondaryAngle, imagerPixelSpacing, pixelIntensity }: typeof before.header) =>
      ({ rows, columns, frames, windowCenter, windowWidth, rescaleSlope, rescaleIntercept, inverted, frameTimeMs, primaryAngle, secondaryAngle, imagerPixelSpacing, pixelIntensity })
    expect(shown(after.header)).toEqual(shown(before.header))
  } finally {
    before.close()
    after.close()
  }
}

it.each([['native.dcm'], ['jpeg.dcm']])('%s: a phantom is as valid as before, and looks the same', async (name) => {
  const copy = path(`clean-${name}`)
  deidentifyFile(path(name), copy, options)
  await expectSameImage(path(name), copy)
  expect(readFileSync(copy).includes('PHANTOM')).toBe(false)
  const errors = await errorsOfBoth(path(name), copy)
  if (errors) expect(errors.after).toEqual(errors.before)
})

it('real angiograms of every transfer syntax look the same, and are no less valid', async ({ skip }) => {
  const data = dicomData()
  if (data === null) skip('the real angiograms are not here (../shared/data or $LIGHTVESSEL_DATA)')
  const files = ['xa', 'derived_xa'].flatMap((folder) => readdirSync(join(data!, folder)).map((name) => join(data!, folder, name)))
  expect(files.length).toBeGreaterThan(10)
  for (const [index, file] of files.entries()) {
    const copy = path(`real-${index}.dcm`)
    deidentifyFile(file, copy, options)
    await expectSameImage(file, copy)
    // The validator cannot inflate a deflated file, and so finds less wrong with it.
    const errors = file.includes('deflated') ? null : await errorsOfBoth(file, copy)
    if (errors) expect(errors.after.length, file).toBeLessThanOrEqual(errors.before.length)
    rmSync(copy)
  }
})

it('a damaged file is de-identified or refused in one sentence that names it, and leaves nothing behind', () => {
  const random = createRandom(17)
  const counts = { written: 0, refused: 0 }
  const file = path('mutant.dcm')
  const copy = path('mutant-clean.dcm')
  for (const name of ['native.dcm', 'jpeg.dcm']) {
    const whole = readFileSync(path(name))
    for (let mutant = 0; mutant < 300; mutant++) {
      const bytes = Buffer.from(whole.subarray(0, mutant % 4 === 0 ? 140 + random.integer(whole.length - 140) : whole.length))
      for (let change = 0; change <= mutant % 6; change++) bytes[132 + random.integer(Math.min(1400, bytes.length - 132))] = random.integer(256)
      writeFileSync(file, bytes)
      try {
        deidentifyFile(file, copy, options)
        counts.written++
        rmSync(copy)
      } catch (error) {
        expect(error).toBeInstanceOf(UnreadableFileError)
        expect((error as Error).message).toMatch(/^mutant\.dcm cannot be read: [^\n]+\.$/)
        expect(readdirSync(temporary.folder)).not.toContain('mutant-clean.dcm')
        counts.refused++
      }
    }
  }
  expect(Math.min(counts.written, counts.refused)).toBeGreaterThan(50)
})
