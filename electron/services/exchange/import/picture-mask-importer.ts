import { basename, dirname, join } from 'node:path'
import type { LabelPicture } from '../../../dicom/picture/read-label-picture'
import { UnreadableFileError } from '../../../dicom/unreadable-file-error'
import type { FrameKey } from '../../../ipc/contract/index'
import { decodeRuns } from '../../../ipc/run-length'
import { ServiceError } from '../../../ipc/service-error'
import type { FrameNotes } from '../frame-notes'
import type { LabelBook } from '../label-book'
import type { DataFolderLabels, DataFolderNote } from './data-folder-notes'
import type { Cause, MaskImporter, MaskTarget } from './mask-importer'
import { isCause, stemOf, type TargetFinder } from './target-finder'

export interface PictureMaskImporterOptions {
  readonly targets: TargetFinder
  readonly importer: MaskImporter
  readonly labels: LabelBook
  readonly readers: { readLabelPicture(file: string, options?: { signal?: AbortSignal }): Promise<LabelPicture> }
}

/** Where a PNG mask comes from: a data folder, or a file that is named after its image. */
export interface PictureMask {
  readonly file: string
  /** Null for a single file. */
  readonly folder: { readonly notes: ReadonlyMap<string, DataFolderNote>; readonly labels: DataFolderLabels | null } | null
}

interface Place {
  readonly image: MaskTarget
  readonly frame: number
}

const maskSuffix = /[_-]mask$/i
/** How frames are named in exports. */
const frameSuffix = /^(.+)-f(\d{4,})$/

/** Whether a file says by its name that it is the mask of another picture. */
export const isNamedMask = (file: string): boolean => /\.png$/i.test(file) && maskSuffix.test(stemOf(basename(file)))

/** Makes PNG masks acts on frames: palette index or grey value is the label. */
export class PictureMaskImporter {
  constructor(private readonly options: PictureMaskImporterOptions) {}

  /** Takes the mask of a data folder, or one that is named after its image. */
  async importFile({ file, folder }: PictureMask, signal?: AbortSignal): Promise<void> {
    const name = stemOf(basename(file))
    const note = folder?.notes.get(name) ?? null
    await this.read(file, signal, (picture) => this.placeOf(file, name, note, picture), folder?.labels ?? null, note?.notes ?? null)
  }

  /** Takes a mask for exactly this frame, whatever the file is called. */
  async importForFrame(file: string, { instanceId, frame }: FrameKey, signal?: AbortSignal): Promise<void> {
    await this.read(file, signal, (picture) => {
      const image = this.options.targets.byId(instanceId, picture)
      return isCause(image) ? image : { image, frame }
    }, null, null)
  }

  private async read(file: string, signal: AbortSignal | undefined, placeOf: (picture: LabelPicture) => Place | Cause, labels: DataFolderLabels | null, notes: FrameNotes | null): Promise<void> {
    const { importer, readers } = this.options
    try {
      const picture = await readers.readLabelPicture(file, { signal })
      await importer.fromFile(file, basename(file), (note) => {
        const place = placeOf(picture)
        if ('cause' in place) return note.reject(place)
        const mask = this.inOurLabels(picture, labels)
        if ('cause' in mask) return note.reject(mask)
        const algorithm = notes?.algorithm ?? { type: 'MANUAL', name: null, version: null }
        note.reject(importer.take(place.image, { frame: place.frame, labels: mask.labels, algorithm, creator: notes?.person ?? '', approval: notes?.approval ?? null }))
      })
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) throw error
      importer.report.rejected.push({ file, code: error.code, message: error.message })
    }
  }

  private placeOf(file: string, name: string, note: DataFolderNote | null, size: { rows: number; columns: number }): Place | Cause {
    const { targets } = this.options
    if (note?.origin) {
      const image = targets.byUid(note.origin.sopInstanceUid, size)
      if (!isCause(image)) return { image, frame: note.origin.frame }
      if (image.code !== 'not-found') return image
    }
    const imageName = name.replace(maskSuffix, '')
    const together = targets.imageAt(join(dirname(file), '..', 'images', imageName)) ?? targets.imageAt(join(dirname(file), imageName))
    if (together !== null) return placed(targets.byId(together, size), 0)
    const byName = targets.byName(imageName, size)
    const numbered = frameSuffix.exec(imageName)
    if (!numbered || !isCause(byName) || byName.code !== 'not-found') return placed(byName, 0)
    const run = targets.byName(numbered[1]!, size)
    return isCause(run) && run.code === 'not-found' ? byName : placed(run, Number(numbered[2]) - 1)
  }

  /** The library's labels; without a list of names the values are taken as they are. */
  private inOurLabels({ runs, rows, columns, binary }: LabelPicture, names: DataFolderLabels | null): { labels: Uint8Array } | Cause {
    const labels = decodeRuns(runs, rows * columns)
    if (binary || names === null) return { labels }
    try {
      const values = new Map(names.map(({ value, name, colour }) => [value, () => this.options.labels.valueFor({ name, code: null, colour })]))
      const map = Uint8Array.from({ length: 256 }, (_, value) => value)
      for (const value of new Set(labels)) if (value !== 0) map[value] = values.get(value)?.() ?? value
      return { labels: labels.map((value) => map[value]!) }
    } catch (error) {
      if (error instanceof ServiceError && error.code !== 'storage') return { code: error.code, cause: `${error.message}.` }
      throw error
    }
  }
}

function placed(image: MaskTarget | Cause, frame: number): Place | Cause {
  return isCause(image) ? image : { image, frame }
}
