import { basename } from 'node:path'
import { z } from 'zod'
import type { Rgb } from '../../../dicom/seg/cielab'
import { ServiceError } from '../../../ipc/service-error'
import type { Database } from '../../../storage/database'
import { parseNotes } from '../frame-notes'
import type { LabelBook } from '../label-book'
import { isCause, stemOf, targetById, targetByName, targetByUid } from '../import/find-target'
import type { Cause, FileNotes, MaskImporter, MaskTarget } from '../import/mask-importer'
import { originOf, type CocoFile } from './coco-file'
import { paintPolygons } from './coco-polygons'
import { paintRuns, unpackRuns } from './coco-runs'

export interface CocoImporterOptions {
  readonly database: Database
  readonly importer: MaskImporter
  readonly labels: LabelBook
  /** The image that was imported from a path in this same import; null when there is none. */
  imageAt(name: string): number | null
}

type CocoImage = CocoFile['images'][number]

const colour = z.tuple([z.number().min(0).max(255), z.number().min(0).max(255), z.number().min(0).max(255)])

/** Makes the annotations of a COCO file masks: of the frames that this program named in it, else of the images with their file names. */
export class CocoImporter {
  constructor(private readonly options: CocoImporterOptions) {}

  /** `found` is what `readCocoFile` made of the file. */
  async importFile(file: string, found: CocoFile | string | null): Promise<void> {
    await this.options.importer.fromFile(file, basename(file), (note) => {
      if (found === null) note.reject({ code: 'not-an-image', cause: 'it is neither an image nor a file with masks.' })
      else if (typeof found === 'string') note.reject({ code: 'corrupt', cause: `${found}.` })
      else for (const image of found.images) this.importImage(found, image, note)
    })
  }

  private importImage(file: CocoFile, image: CocoImage, note: FileNotes): void {
    const { importer } = this.options
    const target = this.targetOf(image)
    if (isCause(target)) return note.reject(target)
    const annotations = file.annotations.filter(({ image_id }) => image_id === image.id)
    const notes = parseNotes(image.provenance)
    // An image without annotations has a mask only where its provenance says that somebody has looked.
    if (annotations.length === 0 && notes === null) return
    const painted = this.paint(file, annotations, image)
    if ('cause' in painted) return note.reject(painted)
    const algorithm = notes?.algorithm ?? { type: 'MANUAL', name: null, version: null }
    const refused = importer.take(target.image, { frame: target.frame, labels: painted.labels, algorithm, creator: notes?.person ?? '', approval: notes?.approval ?? null })
    if (refused) note.reject(refused)
    else for (const warning of painted.warnings) note.warn(warning)
  }

  private targetOf(image: CocoImage): { image: MaskTarget; frame: number } | Cause {
    const { database, imageAt } = this.options
    const size = { rows: image.height, columns: image.width }
    const origin = originOf(image)
    if (origin) {
      const found = targetByUid(database, origin.sopInstanceUid, size)
      if (!isCause(found)) return { image: found, frame: origin.frameNumber - 1 }
      if (found.code !== 'not-found') return found
    }
    const together = imageAt(image.file_name)
    const found = together === null ? targetByName(database, stemOf(basename(image.file_name)), size) : targetById(database, together, size)
    return isCause(found) ? found : { image: found, frame: 0 }
  }

  private paint({ categories }: CocoFile, annotations: CocoFile['annotations'], image: CocoImage): { labels: Uint8Array; warnings: Cause[] } | Cause {
    const { width: columns, height: rows } = image
    const labels = new Uint8Array(rows * columns)
    const lost = new Set<string>()
    const names = new Map<number, string>()
    try {
      for (const { category_id, segmentation } of annotations) {
        const category = categories.find(({ id }) => id === category_id)
        if (!category) return { code: 'corrupt', cause: `an annotation of ${image.file_name} has the category ${category_id}, which the file does not name.` }
        const value = this.options.labels.valueFor({ name: category.name, code: null, colour: colourOf(category.color) })
        names.set(value, category.name)
        const over = Array.isArray(segmentation) ? paintPolygons(labels, rows, columns, segmentation, value) : paintCounts(labels, image, segmentation, value)
        for (const before of over) lost.add(`its annotations “${names.get(before) ?? before}” and “${category.name}” overlap in ${image.file_name}; “${category.name}” was kept there, because a pixel has one label.`)
      }
    } catch (error) {
      if (error instanceof RangeError) return { code: 'corrupt', cause: `an annotation of ${image.file_name} cannot be used: ${error.message}.` }
      if (error instanceof ServiceError && error.code !== 'storage') return { code: error.code, cause: `${error.message}.` }
      throw error
    }
    return { labels, warnings: [...lost].map((cause) => ({ code: 'overlap', cause })) }
  }
}

function paintCounts(labels: Uint8Array, { width, height }: CocoImage, { size: [rows, columns], counts }: Extract<CocoFile['annotations'][number]['segmentation'], { counts: unknown }>, value: number): Set<number> {
  if (rows !== height || columns !== width) throw new RangeError(`its mask has ${columns}×${rows} pixels, the image ${width}×${height}`)
  return paintRuns(labels, rows, columns, typeof counts === 'string' ? unpackRuns(counts) : counts, value)
}

function colourOf(value: unknown): Rgb | null {
  const parsed = colour.safeParse(value)
  return parsed.success ? parsed.data : null
}
