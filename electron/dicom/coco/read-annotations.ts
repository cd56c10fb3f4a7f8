import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import { encodeRuns } from '../../ipc/run-length'
import { limits } from '../limits'
import type { Rgb } from '../seg/cielab'
import { ReadingError, unreadable } from '../unreadable-file-error'
import { cocoFile, type CocoFile } from './coco-file'
import { paintPolygons } from './coco-polygons'
import { paintRuns, unpackRuns } from './coco-runs'

/** Parsed, it takes several times as much; an annotation file that is larger can be split. */
const mostBytes = 64 * 2 ** 20

/** What is annotated in one image. */
export interface AnnotatedMask {
  /** Row-major, run-length coded: 0, or 1 + the place of the pixel's category in `used`. */
  readonly runs: Uint8Array
  /** Categories by their place in the file's list. */
  readonly used: readonly number[]
  /** Pairs of categories (by their place in `used`) that mark the same pixels, the one that was kept last. */
  readonly overlaps: readonly (readonly [earlier: number, later: number])[]
}

export interface AnnotatedImage {
  readonly name: string
  readonly rows: number
  readonly columns: number
  /** What the file says about how the mask was made, as it is. */
  readonly provenance: unknown
  /** Null for an image without annotations; a sentence for annotations that cannot be used. */
  readonly mask: AnnotatedMask | string | null
}

/** A COCO file with its annotations painted. Plain data: it crosses threads. */
export interface Annotations {
  readonly categories: readonly { readonly name: string; readonly colour: Rgb | null }[]
  readonly images: readonly AnnotatedImage[]
}

/**
 * Reads an annotation file, without its masks (null each) where only the names of images are of interest; null when it is no COCO file at all, a sentence's end when it is one that cannot be used. Throws an `UnreadableFileError`.
 */
export function readAnnotations(file: string, masks = true): Annotations | string | null {
  try {
    return statSync(file).size > mostBytes ? `it has more than ${mostBytes / 2 ** 20} MiB` : annotationsIn(readFileSync(file, 'utf8'), masks)
  } catch (error) {
    throw unreadable(basename(file), (error as NodeJS.ErrnoException).code === 'ENOENT' ? new ReadingError('missing', 'it cannot be opened (ENOENT)') : error)
  }
}

function annotationsIn(text: string, masks: boolean): Annotations | string | null {
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    return 'it is not valid JSON'
  }
  const looksLike = z.looseObject({ images: z.unknown(), annotations: z.unknown() }).safeParse(content)
  if (!looksLike.success || looksLike.data.images === undefined || looksLike.data.annotations === undefined) return null
  const parsed = cocoFile.safeParse(content)
  if (!parsed.success) return `it is no COCO file of instances: ${parsed.error.issues[0]!.path.join('.')} is not as it should be`
  const { images, annotations, categories } = parsed.data
  const annotationsOf = new Map<number, CocoFile['annotations']>()
  for (const annotation of annotations) {
    const known = annotationsOf.get(annotation.image_id)
    if (known) known.push(annotation)
    else annotationsOf.set(annotation.image_id, [annotation])
  }
  const places = new Map(categories.map(({ id }, place) => [id, place]))
  return {
    categories: categories.map(({ name, color }) => ({ name, colour: colourOf(color) })),
    images: images.map((image) => ({ name: image.file_name, rows: image.height, columns: image.width, provenance: image.provenance ?? null, mask: masks ? maskOf(image, annotationsOf.get(image.id) ?? [], places) : null })),
  }
}

function maskOf({ file_name: name, width: columns, height: rows }: CocoFile['images'][number], annotations: CocoFile['annotations'], places: ReadonlyMap<number, number>): AnnotatedImage['mask'] {
  if (annotations.length === 0) return null
  if (rows * columns > limits.picturePixels) return `${name} is said to have ${columns}×${rows} pixels, which is more than any image here`
  const labels = new Uint8Array(rows * columns)
  const used: number[] = []
  const overlaps = new Map<string, [number, number]>()
  try {
    for (const { category_id, segmentation } of annotations) {
      const place = places.get(category_id)
      if (place === undefined) return `an annotation of ${name} has the category ${category_id}, which the file does not name`
      if (!used.includes(place)) used.push(place)
      if (used.length > 255) return `${name} has annotations of more than 255 categories`
      const label = 1 + used.indexOf(place)
      const over = Array.isArray(segmentation) ? paintPolygons(labels, rows, columns, segmentation, label) : paintCounts(labels, rows, columns, segmentation, label)
      for (const before of over) overlaps.set(`${before} ${label}`, [before - 1, label - 1])
    }
  } catch (error) {
    if (error instanceof RangeError) return `an annotation of ${name} cannot be used: ${error.message}`
    throw error
  }
  return { runs: encodeRuns(labels), used, overlaps: [...overlaps.values()] }
}

function paintCounts(labels: Uint8Array, rows: number, columns: number, { size: [height, width], counts }: { size: [number, number]; counts: string | number[] }, label: number): Set<number> {
  if (height !== rows || width !== columns) throw new RangeError(`its mask has ${width}×${height} pixels, the image ${columns}×${rows}`)
  return paintRuns(labels, rows, columns, typeof counts === 'string' ? unpackRuns(counts) : counts, label)
}

const colour = z.tuple([z.number().min(0).max(255), z.number().min(0).max(255), z.number().min(0).max(255)])

function colourOf(value: unknown): Rgb | null {
  const parsed = colour.safeParse(value)
  return parsed.success ? parsed.data : null
}
