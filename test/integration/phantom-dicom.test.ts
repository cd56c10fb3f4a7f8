import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import dicomParser from 'dicom-parser'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writePhantomDicom } from '../../electron/dicom/write-phantom-dicom'
import { createPhantomRun } from '../../ml/phantom/phantom-run'
import { dciodvfy, dciodvfyMissing } from '../helpers/dciodvfy'

const run = createPhantomRun({ seed: 31, size: 96, frames: 5, side: 'right' })
const options = { study: 'test', seriesNumber: 2 }
let folder: string

async function uids(series: number, study = 'test'): Promise<(string | undefined)[]> {
  const data = dicomParser.parseDicom(await writePhantomDicom(run, { study, seriesNumber: series }))
  return [data.string('x0020000d'), data.string('x0020000e'), data.string('x00080018')]
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lightvessel-phantom-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('writePhantomDicom', () => {
  it('gives the same bytes twice, and its frames in order', async () => {
    const seen: number[] = []
    const one = await writePhantomDicom(run, { ...options, onFrame: (_, index) => void seen.push(index) })
    const other = await writePhantomDicom(createPhantomRun({ seed: 31, size: 96, frames: 5, side: 'right' }), options)
    expect(Buffer.compare(one, other)).toBe(0)
    expect(seen).toEqual([0, 1, 2, 3, 4])
  })

  it('stores uncompressed frames exactly', async () => {
    const data = dicomParser.parseDicom(await writePhantomDicom(run, { ...options, uncompressed: true }))
    const element = data.elements.x7fe00010!
    expect(element.length).toBe(96 * 96 * 5)
    for (let index = 0; index < 5; index++) {
      const stored = data.byteArray.subarray(element.dataOffset + index * 96 * 96, element.dataOffset + (index + 1) * 96 * 96)
      expect(Buffer.compare(stored, run.frame(index).pixels)).toBe(0)
    }
  })

  it('stores JPEG frames close to what was rendered, and the projection', async () => {
    const data = dicomParser.parseDicom(await writePhantomDicom(run, options))
    expect(data.string('x00020010')).toBe('1.2.840.10008.1.2.4.50')
    expect(data.string('x00280008')).toBe('5')
    expect(data.floatString('x00181510')).toBe(run.view.primaryAngle)
    expect(data.floatString('x00181511')).toBe(run.view.secondaryAngle)
    expect(data.floatString('x00181063')).toBeCloseTo(run.frameTime, 4)
    expect(data.floatString('x00181164')).toBeCloseTo((run.view.pixelAtIsocentre * run.view.sourceToDetector) / run.view.sourceToPatient, 6)
    expect(data.string('x00100010')).toBe('PHANTOM^DEMO')
    for (let index = 0; index < 5; index++) {
      const encoded = dicomParser.readEncapsulatedImageFrame(data, data.elements.x7fe00010!, index)
      const decoded = await sharp(Buffer.from(encoded)).toColourspace('b-w').raw().toBuffer()
      const { pixels } = run.frame(index)
      let squares = 0
      decoded.forEach((value, i) => (squares += (value - pixels[i]!) ** 2))
      expect(Math.sqrt(squares / pixels.length)).toBeLessThan(4)
    }
  })

  it('gives one study its series and every file its own UID', async () => {
    const [one, two, three] = [await uids(1), await uids(2), await uids(1, 'other')]
    expect(one[0]).toBe(two[0])
    expect(three[0]).not.toBe(one[0])
    expect(new Set([...one, ...two.slice(1), ...three]).size).toBe(8)
  })

  it('is valid for dciodvfy, compressed or not, one frame or several', async ({ skip }) => {
    const still = createPhantomRun({ seed: 31, size: 97 })
    const files = {
      'jpeg.dcm': await writePhantomDicom(run, options),
      'raw.dcm': await writePhantomDicom(run, { ...options, uncompressed: true }),
      'still.dcm': await writePhantomDicom(still, { ...options, uncompressed: true }),
    }
    for (const [name, bytes] of Object.entries(files)) {
      await writeFile(join(folder, name), bytes)
      const report = await dciodvfy(join(folder, name))
      if (report === null) return skip(dciodvfyMissing)
      expect(report.filter((line) => /^(Error|Warning)/.test(line))).toEqual([])
    }
  })
})
