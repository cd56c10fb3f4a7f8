import { basename } from 'node:path'
import { UnreadableFileError } from '../../../dicom/unreadable-file-error'
import type { Segmentation, SegmentedFrame } from '../../../dicom/seg/segmentation'
import { decodeRuns } from '../../../ipc/run-length'
import { yieldToOthers } from '../../yield-to-others'
import type { LabelBook } from '../label-book'
import { parseFrameNotes, type FrameNotes } from '../frame-notes'
import type { FileNotes, MaskImporter } from './mask-importer'
import { isCause, type TargetFinder } from './target-finder'

export interface SegmentationReader {
  readSegmentation(file: string, options?: { signal?: AbortSignal }): Promise<Segmentation>
}

export interface SegmentationImporterOptions {
  readonly targets: TargetFinder
  readonly importer: MaskImporter
  readonly labels: LabelBook
  readonly readers: SegmentationReader
}

/** Makes the masks in DICOM segmentations acts on the frames that they refer to. What cannot be taken over is listed with its cause. */
export class SegmentationImporter {
  constructor(private readonly options: SegmentationImporterOptions) {}

  async importFile(file: string, signal?: AbortSignal): Promise<void> {
    const { importer, readers } = this.options
    try {
      const segmentation = await readers.readSegmentation(file, { signal })
      const name = basename(file)
      await importer.fromFile(file, `${name} (segmentation ${segmentation.sopInstanceUid})`, (note) => this.importFrames(segmentation, note, signal))
    } catch (error) {
      if (!(error instanceof UnreadableFileError)) throw error
      importer.report.rejected.push({ file, code: error.code, message: error.message })
    }
  }

  private async importFrames(segmentation: Segmentation, note: FileNotes, signal?: AbortSignal): Promise<void> {
    const { importer, targets } = this.options
    const values = new SegmentValues(segmentation, this.options.labels)
    const notes = parseFrameNotes(segmentation.provenance)
    for (const frame of segmentation.frames) {
      await yieldToOthers(signal)
      const target = targets.byUid(frame.sopInstanceUid, segmentation)
      if (isCause(target)) {
        note.reject(target)
        continue
      }
      const own = notes.get(frame.frame)
      const labels = values.labelsOf(frame, segmentation.rows * segmentation.columns)
      const refused = importer.take(target, { frame: frame.frame, labels, algorithm: frame.algorithm, creator: creatorOf(own, segmentation), approval: own?.approval ?? null })
      if (refused) note.reject(refused)
      else for (const [earlier, later] of values.lost(frame)) note.warn({ code: 'overlap', cause: `its segments “${earlier}” and “${later}” overlap in frame ${frame.frame + 1} of ${target.sourceName}; “${later}” was kept there, because a pixel has one label.` })
    }
  }
}

function creatorOf(notes: FrameNotes | undefined, { contentCreator }: Segmentation): string {
  return notes?.person ?? contentCreator
}

/** The library's labels for the segments of one file; a segment that no imported frame has adds no label. */
class SegmentValues {
  private readonly values: (number | undefined)[] = []

  constructor(
    private readonly segmentation: Segmentation,
    private readonly book: LabelBook,
  ) {}

  labelsOf({ runs }: SegmentedFrame, pixels: number): Uint8Array {
    const labels = decodeRuns(runs, pixels)
    for (let pixel = 0; pixel < pixels; pixel++) if (labels[pixel] !== 0) labels[pixel] = this.valueOf(labels[pixel]! - 1)
    return labels
  }

  /** Names of the segments that overlap; two segments of one label do not. */
  lost({ overlaps }: SegmentedFrame): (readonly [earlier: string, later: string])[] {
    const { segments } = this.segmentation
    return overlaps.filter(([earlier, later]) => this.valueOf(earlier) !== this.valueOf(later)).map(([earlier, later]) => [segments[earlier]!.name, segments[later]!.name])
  }

  private valueOf(segment: number): number {
    return (this.values[segment] ??= this.book.valueFor(this.segmentation.segments[segment]!))
  }
}
