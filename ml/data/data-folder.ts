import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { GreyImage } from '../inference/grey-image'
import { DataError } from './data-error'
import { greyOfPicture } from './grey-of-picture'
import { parseManifest } from './parse-manifest'
import { pictureExtensions, readPicture } from './read-picture'

/** One image with its mask, by file. */
export interface Sample {
  name: string
  imageFile: string
  maskFile: string
  /** Samples of one patient never end up on both sides of a split. */
  patient: string
}

export interface DataFolder {
  folder: string
  /** Sorted by name. */
  samples: Sample[]
}

export interface LoadedSample {
  image: GreyImage
  /** rows × columns, row-major, 1 = vessel. */
  mask: Uint8Array
  /** Remarks that do not stop the work, e.g. that the mask is empty. One sentence each. */
  warnings: string[]
}

/**
 * Reads the list of a data folder: `images/NAME.*`, `masks/NAME.*` and an optional `manifest.csv` with the columns `name` and,
 * optionally, `patient` (others are ignored). An image that the manifest gives no patient is a patient of its own.
 * Pictures are not opened here. Throws a DataError when the folder cannot be read, holds no image, an image lacks its mask,
 * or two images share a name.
 */
export async function readDataFolder(folder: string): Promise<DataFolder> {
  const images = await picturesIn(folder, 'images')
  if (images.size === 0) throw new DataError(`${join(folder, 'images')} holds no images.`)
  const masks = await picturesIn(folder, 'masks')
  const patients = await patientsOf(folder)
  const samples = [...images.keys()].sort().map((name): Sample => {
    const mask = masks.get(name)
    if (mask === undefined) throw new DataError(`The image ${images.get(name)} has no mask in ${join(folder, 'masks')}.`)
    return {
      name,
      imageFile: join(folder, 'images', images.get(name)!),
      maskFile: join(folder, 'masks', mask),
      patient: patients.get(name) ?? name,
    }
  })
  return { folder, samples }
}

/**
 * The pictures of a folder that need no masks: FOLDER/images, or FOLDER itself when it has no such subfolder; full paths, sorted.
 * Throws a DataError when there is none.
 */
export async function picturesWithoutMasks(folder: string): Promise<string[]> {
  const subfolder = existsSync(join(folder, 'images')) ? 'images' : ''
  const found = await picturesIn(folder, subfolder)
  if (found.size === 0) throw new DataError(`${join(folder, subfolder)} holds no images.`)
  return [...found.values()].map((file) => join(folder, subfolder, file))
}

/**
 * Opens one sample. The image comes as grey 0 … 1, by the same rule as images to be segmented (`greyOfPicture`); the mask as 0/1.
 * A mask may hold two grey values at most; the brighter is vessel, and a mask of zeros only is empty (with a warning).
 * Throws a DataError when a file cannot be read, sizes differ or the mask has more grey values.
 */
export async function loadSample(sample: Pick<Sample, 'imageFile' | 'maskFile'>): Promise<LoadedSample> {
  const [picture, drawn] = await Promise.all([readPicture(sample.imageFile), readPicture(sample.maskFile)])
  const { rows, columns } = picture
  if (drawn.rows !== rows || drawn.columns !== columns) {
    throw new DataError(`The mask ${sample.maskFile} has ${drawn.columns}×${drawn.rows} pixels, but its image has ${columns}×${rows}.`)
  }
  const { mask, warnings } = binaryMask(drawn.samples, sample.maskFile)
  return { image: greyOfPicture(picture), mask, warnings }
}

function binaryMask(samples: Uint8Array | Uint16Array, file: string): { mask: Uint8Array; warnings: string[] } {
  const values = new Set<number>()
  for (const value of samples) {
    values.add(value)
    if (values.size > 8) break
  }
  if (values.size > 2) {
    const listed = [...values].sort((one, other) => one - other).join(', ')
    throw new DataError(`The mask ${file} has more than two grey values (${listed}${values.size > 8 ? ', …' : ''}).`)
  }
  const warnings: string[] = []
  const background = values.size === 2 ? Math.min(...values) : 0
  if (values.size === 1) warnings.push(values.has(0) ? `The mask ${file} is empty.` : `The mask ${file} covers the whole image.`)
  const mask = new Uint8Array(samples.length)
  for (let i = 0; i < mask.length; i++) mask[i] = samples[i]! > background ? 1 : 0
  return { mask, warnings }
}

/** The pictures of a subfolder, by name without extension. Other files are ignored. */
async function picturesIn(folder: string, subfolder: string): Promise<Map<string, string>> {
  const path = join(folder, subfolder)
  let entries
  try {
    entries = await readdir(path)
  } catch (cause) {
    throw new DataError(subfolder === '' ? `${path} cannot be read.` : `${path} cannot be read; a data folder needs the subfolders images and masks.`, { cause })
  }
  const found = new Map<string, string>()
  for (const entry of entries.sort()) {
    const extension = extname(entry)
    if (entry.startsWith('.') || !pictureExtensions.includes(extension.toLowerCase())) continue
    const name = entry.slice(0, -extension.length)
    if (found.has(name)) throw new DataError(`${path} holds both ${found.get(name)} and ${entry}; a name may occur once.`)
    found.set(name, entry)
  }
  return found
}

async function patientsOf(folder: string): Promise<Map<string, string>> {
  const file = join(folder, 'manifest.csv')
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return new Map()
    throw new DataError(`${file} cannot be read.`, { cause })
  }
  return parseManifest(text, file)
}
