import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import type { Rgb } from '../../../dicom/seg/cielab'
import { ServiceError } from '../../../ipc/service-error'
import { grouped } from '../../../storage/grouped'
import { yieldToOthers } from '../../yield-to-others'
import { parseNotes } from '../frame-notes'
import type { LabelBook } from '../label-book'
import type { Cause, FileNotes, MaskImporter, MaskTarget } from '../import/mask-importer'
import { isCause, stemOf, type TargetFinder } from '../import/target-finder'
import { originOf, readCocoFile, type CocoFile } from './coco-file'
import { paintPolygons } from './coco-polygons'
import { paintRuns, unpackRuns } from './coco-runs'

export interface CocoImporterOptions {
  readonly targets: TargetFinder
  readonly importer: MaskImporter
  readonly labels: LabelBook
}

type CocoImage = CocoFile['images'][number]
type CocoAnnotation = CocoFile['annotations'][number]

const colour = z.tuple([z.number().min(0).max(255), z.number().min(0).max(255), z.number().min(0).max(255)])

/** Makes the annotations of a COCO file masks: of the frames that this program named in it, else of the images with their file names. */
export class CocoImporter {
  constructor(private readonly options: CocoImporterOptions) {}

  async importFile(file: string, signal?: AbortSignal): Promise<void> {
    const found = await readCocoFile(file)
    await this.options.importer.fromFile(file, basename(file), async (note) => {
      if (found === null) note.reject({ code: 'not-an-image', cause: 'it is neither an image nor a file with masks.' })
      else if (typeof found === 'string') note.reject({ code: 'corrupt', cause: `${found}.` })
      else await this.importImages(file, found, note, signal)
    })
  }

  private async importImages(file: string, { images, annotations, categories }: CocoFile, note: FileNotes, signal?: AbortSignal): Promise<void> {
    const annotationsOf = grouped(annotations, ({ image_id }) => image_id)
    const painter = new Painter(categories, this.options.labels)
    for (const image of images) {
      await yieldToOthers(signal)
      const target = this.targetOf(image, dirname(file))
      if (isCause(target)) note.reject(target)
      else await this.importImage(image, target, annotationsOf.get(image.id) ?? [], painter, note, signal)
    }
  }

  private async importImage(image: CocoImage, { image: target, frame }: Place, annotations: readonly CocoAnnotation[], painter: Painter, note: FileNotes, signal?: AbortSignal): Promise<void> {
    const notes = parseNotes(image.provenance)
    // An image without annotations has a mask only where its provenance says that somebody has looked.
    if (annotations.length === 0 && notes === null) return
    const painted = await painter.paint(annotations, image, signal)
    if (isCause(painted)) return note.reject(painted)
    const algorithm = notes?.algorithm ?? { type: 'MANUAL', name: null, version: null }
    const refused = this.options.importer.take(target, { frame, labels: painted.labels, algorithm, creator: notes?.person ?? '', approval: notes?.approval ?? null })
    if (refused) note.reject(refused)
    else for (const warning of painted.warnings) note.warn(warning)
  }

  private targetOf(image: CocoImage, folder: string): Place | Cause {
    const { targets } = this.options
    const size = { rows: image.height, columns: image.width }
    const origin = originOf(image)
    if (origin) {
      const found = targets.byUid(origin.sopInstanceUid, size)
      if (!isCause(found)) return { image: found, frame: origin.frameNumber - 1 }
      if (found.code !== 'not-found') return found
    }
    const together = targets.imageAt(stemOf(join(folder, image.file_name)))
    const found = together === null ? targets.byName(stemOf(basename(image.file_name)), size) : targets.byId(together, size)
    return isCause(found) ? found : { image: found, frame: 0 }
  }
}

interface Place {
  readonly image: MaskTarget
  readonly frame: number
}

/** Makes labels of the annotations of one file, whose categories become the library's labels when they first occur. */
class Painter {
  private readonly categories: ReadonlyMap<number, CocoFile['categories'][number]>
  private readonly values = new Map<number, number>()

  constructor(
    categories: CocoFile['categories'],
    private readonly labels: LabelBook,
  ) {
    this.categories = new Map(categories.map((category) => [category.id, category]))
  }

  async paint(annotations: readonly CocoAnnotation[], image: CocoImage, signal?: AbortSignal): Promise<{ labels: Uint8Array; warnings: Cause[] } | Cause> {
    const { width: columns, height: rows } = image
    const labels = new Uint8Array(rows * columns)
    const lost = new Set<string>()
    const names = new Map<number, string>()
    try {
      for (const { category_id, segmentation } of annotations) {
        await yieldToOthers(signal)
        const category = this.categories.get(category_id)
        if (!category) return { code: 'corrupt', cause: `an annotation of ${image.file_name} has the category ${category_id}, which the file does not name.` }
        const value = this.valueOf(category)
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

  private valueOf({ id, name, color }: CocoFile['categories'][number]): number {
    const known = this.values.get(id)
    if (known !== undefined) return known
    const value = this.labels.valueFor({ name, code: null, colour: colourOf(color) })
    this.values.set(id, value)
    return value
  }
}

function paintCounts(labels: Uint8Array, { width, height }: CocoImage, { size: [rows, columns], counts }: Extract<CocoAnnotation['segmentation'], { counts: unknown }>, value: number): Set<number> {
  if (rows !== height || columns !== width) throw new RangeError(`its mask has ${columns}×${rows} pixels, the image ${width}×${height}`)
  return paintRuns(labels, rows, columns, typeof counts === 'string' ? unpackRuns(counts) : counts, value)
}

function colourOf(value: unknown): Rgb | null {
  const parsed = colour.safeParse(value)
  return parsed.success ? parsed.data : null
}
