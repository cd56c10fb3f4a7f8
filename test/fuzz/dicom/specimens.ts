import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { specimenOf, type Specimen } from './specimen'

/** Folders of real files below `LIGHTVESSEL_DATA` or ../shared/data; the broken ones are mutated further. */
const folders = ['xa', 'derived_xa', 'multiframe_other', 'odd', 'derived_bad']
/** Larger ones would take all the time. */
const largestBytes = 4 * 1024 ** 2

/** The files that mutants are made of: real ones, or the phantom study (with the reason printed) where there are none; and pictures of every kind. */
export async function loadSpecimens(say: (line: string) => void): Promise<Specimen[]> {
  const data = join(process.env['LIGHTVESSEL_DATA'] ?? resolve('..', 'shared', 'data'), 'dicom')
  const files = folders.flatMap((folder) => dicomFilesIn(join(data, folder)))
  if (files.length === 0) {
    say(`There are no real DICOM files at ${data} (set LIGHTVESSEL_DATA to the folder that holds dicom/): mutants are made of the phantom study.`)
    files.push(...dicomFilesIn(resolve('assets', 'demo')))
  }
  const specimens = files.map((file) => specimenOf(file, Uint8Array.from(readFileSync(file)))).filter(({ bytes }) => bytes.length > 0 && bytes.length <= largestBytes)
  return [...specimens, ...(await pictures())]
}

function dicomFilesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => name.endsWith('.dcm')).sort().map((name) => join(folder, name))
}

async function pictures(): Promise<Specimen[]> {
  const samples = Uint8Array.from({ length: 64 * 64 * 3 }, (_, index) => (index * index) & 255)
  const colour = sharp(samples, { raw: { width: 64, height: 64, channels: 3 } })
  const encoded = {
    png: colour.clone().png(), 'palette-png': colour.clone().png({ palette: true, progressive: true }), 'lzw-tiff': colour.clone().tiff({ compression: 'lzw' }),
    'deflated-tiff': colour.clone().tiff({ compression: 'deflate', tile: true }), jpeg: colour.clone().jpeg(),
  }
  const made = await Promise.all(Object.entries(encoded).map(async ([name, picture]) => specimenOf(name, Uint8Array.from(await picture.toBuffer()))))
  return [...made, specimenOf('pgm', Uint8Array.from(Buffer.concat([Buffer.from('P5 64 64 255 '), samples.subarray(0, 4096)])))]
}
