import { basename, dirname, join } from 'node:path'
import type { AnnotatedImage, AnnotatedMask, Annotations } from '../../../dicom/coco/read-annotations'
import { UnreadableFileError } from '../../../dicom/unreadable-file-error'
import { decodeRuns } from '../../../ipc/run-length'
import { ServiceError } from '../../../ipc/service-error'
import { yieldToOthers } from '../../yield-to-others'
import { parseNotes, type FrameNotes } from '../frame-notes'
import type { LabelBook } from '../label-book'
import type { Cause, FileNotes, MaskImporter, MaskTarget } from '../import/mask-importer'
import { isCause, stemOf, type TargetFinder } from '../import/target-finder'
import { originOf } from './origin-of'

export interface AnnotationReader {
  readAnnotations(file: string, options?: { masks?: boolean; signal?: AbortSignal }): Promise<Annotations | string | null>
}

export interface CocoImporterOptions {
  readonly targets: TargetFinder
  readonly importer: MaskImporter
  readonly labels: LabelBook
  readonly readers: AnnotationReader
}

interface Place {
  readonly image: MaskTarget
  readonly frame: number
}

/** Makes the annotations of a COCO file masks: of the frames that this program named in it, else of the images with their file names. */
export class CocoImporter {
  constructor(private readonly options: CocoImporterOptions) {}

  async importFile(file: string, signal?: AbortSignal): Promise<void> {
    const { importer, readers } = this.options
    try {
      const found = await readers.readAnnotations(file, { signal })
      await importer.fromFile(file, basename(file), async (note) => {
        if (found === null) note.reject({ code: 'not-an-image', cause: 'it is neither an image nor a file with masks.' })
        else if (typeof found === 'string') note.reject({ code: 'corrupt', cause: `${found}.` })
        else await this.importImages(file, found, note, signal)
      })
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) throw error
      importer.report.rejected.push({ file, code: error.code, message: error.message })
    }
  }

  private async importImages(file: string, { images, categories }: Annotations, note: FileNotes, signal?: AbortSignal): Promise<void> {
    const values = new CategoryValues(categories, this.options.labels)
    for (const image of images) {
      await yieldToOthers(signal)
      const target = this.targetOf(image, dirname(file))
      if (isCause(target)) note.reject(target)
      else this.importImage(image, target, values, note)
    }
  }

  private importImage({ name, rows, columns, provenance, mask }: AnnotatedImage, { image, frame }: Place, values: CategoryValues, note: FileNotes): void {
    const notes = parseNotes(provenance)
    // An image without annotations has a mask only where its provenance says that somebody has looked.
    if (mask === null && notes === null) return
    if (typeof mask === 'string') return note.reject({ code: 'corrupt', cause: `${mask}.` })
    try {
      const labels = mask ? values.labelsOf(mask, rows * columns) : new Uint8Array(rows * columns)
      const refused = this.take(image, frame, labels, notes)
      if (refused) return note.reject(refused)
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code === 'storage') throw error
      return note.reject({ code: error.code, cause: `${error.message}.` })
    }
    for (const [earlier, later] of mask ? values.lost(mask) : []) note.warn({ code: 'overlap', cause: `its annotations “${earlier}” and “${later}” overlap in ${name}; “${later}” was kept there, because a pixel has one label.` })
  }

  private take(image: MaskTarget, frame: number, labels: Uint8Array, notes: FrameNotes | null): Cause | null {
    const algorithm = notes?.algorithm ?? { type: 'MANUAL', name: null, version: null }
    return this.options.importer.take(image, { frame, labels, algorithm, creator: notes?.person ?? '', approval: notes?.approval ?? null })
  }

  private targetOf({ name, rows, columns, provenance }: AnnotatedImage, folder: string): Place | Cause {
    const { targets } = this.options
    const size = { rows, columns }
    const origin = originOf(provenance)
    if (origin) {
      const found = targets.byUid(origin.sopInstanceUid, size)
      if (!isCause(found)) return { image: found, frame: origin.frameNumber - 1 }
      if (found.code !== 'not-found') return found
    }
    const together = targets.imageAt(stemOf(join(folder, name)))
    const found = together === null ? targets.byName(stemOf(basename(name)), size) : targets.byId(together, size)
    return isCause(found) ? found : { image: found, frame: 0 }
  }
}

/** The library's labels for the categories of one file; a category that no imported frame has adds no label. */
class CategoryValues {
  private readonly values = new Map<number, number>()

  constructor(
    private readonly categories: Annotations['categories'],
    private readonly book: LabelBook,
  ) {}

  labelsOf({ runs, used }: AnnotatedMask, pixels: number): Uint8Array {
    const values = used.map((place) => this.valueOf(place))
    return decodeRuns(runs, pixels).map((label) => (label === 0 ? 0 : values[label - 1]!))
  }

  /** Names of the categories that overlap; two categories of one label do not. */
  lost({ used, overlaps }: AnnotatedMask): (readonly [earlier: string, later: string])[] {
    return overlaps.map(([earlier, later]) => [used[earlier]!, used[later]!] as const).filter(([earlier, later]) => this.valueOf(earlier) !== this.valueOf(later)).map(([earlier, later]) => [this.categories[earlier]!.name, this.categories[later]!.name])
  }

  private valueOf(place: number): number {
    const known = this.values.get(place)
    if (known !== undefined) return known
    const { name, colour } = this.categories[place]!
    const value = this.book.valueFor({ name, code: null, colour })
    this.values.set(place, value)
    return value
  }
}
