import { basename } from 'node:path'
import { UnreadableFileError } from '../../dicom/unreadable-file-error'
import type { Segmentation, SegmentedFrame } from '../../dicom/seg/segmentation'
import type { ImportReport } from '../../ipc/contract/index'
import { decodeRuns } from '../../ipc/run-length'
import { ServiceError } from '../../ipc/service-error'
import { writeAudit } from '../../storage/audit-log'
import type { Database } from '../../storage/database'
import { hashLabels, readMask } from '../../storage/mask-rows'
import type { MaskStore } from '../../storage/mask-store'
import { importActName, importAuthor } from './mask-provenance'

export interface SegmentationImporterOptions {
  readonly database: Database
  readonly masks: MaskStore
  readonly readers: { readSegmentation(file: string, options?: { signal?: AbortSignal }): Promise<Segmentation> }
  readonly userName: string
}

/** What became of the masks in segmentation files, frame by frame. */
export interface MaskImportReport {
  imported: number
  /** The frame has this mask already. */
  alreadyThere: number
  rejected: ImportReport['rejected']
}

interface Target {
  readonly id: number
  readonly rows: number
  readonly columns: number
  readonly frames: number
  readonly sourceName: string
}

/** Makes the masks in DICOM segmentations acts on the frames that they refer to. What cannot be taken over is listed with its cause. */
export class SegmentationImporter {
  constructor(private readonly options: SegmentationImporterOptions) {}

  async importFiles(files: readonly string[], { signal, onProgress }: { signal?: AbortSignal; onProgress?(progress: { done: number; total: number; file: string }): void } = {}): Promise<MaskImportReport> {
    const report: MaskImportReport = { imported: 0, alreadyThere: 0, rejected: [] }
    for (const [index, file] of files.entries()) {
      signal?.throwIfAborted()
      onProgress?.({ done: index, total: files.length, file: basename(file) })
      try {
        this.importFrames(file, await this.options.readers.readSegmentation(file, { signal }), report)
      } catch (error) {
        if (!(error instanceof UnreadableFileError)) throw error
        report.rejected.push({ file, code: error.code, message: error.message })
      }
    }
    onProgress?.({ done: files.length, total: files.length, file: '' })
    return report
  }

  private importFrames(file: string, segmentation: Segmentation, report: MaskImportReport): void {
    const { database, userName } = this.options
    const name = basename(file)
    const before = report.imported
    /** Causes that concern the whole image are told once. */
    const told = new Set<string>()
    for (const frame of segmentation.frames) {
      const target = this.targetOf(frame, segmentation)
      const cause = 'cause' in target ? target : this.importFrame(target, frame, segmentation, report)
      if (cause && !told.has(cause.cause)) report.rejected.push({ file, code: cause.code, message: `${name}: ${cause.cause}` })
      if (cause) told.add(cause.cause)
    }
    const imported = report.imported - before
    if (imported > 0) writeAudit(database, { who: userName, act: 'masks: import', subject: `${imported} masks`, reason: `from ${name} (segmentation ${segmentation.sopInstanceUid})` })
  }

  /** The image that a frame refers to, or why its mask cannot be taken over. */
  private targetOf({ sopInstanceUid, frame }: SegmentedFrame, { rows, columns }: Segmentation): Target | { code: string; cause: string } {
    const targets = this.options.database.all<Target>(
      'SELECT id, image_rows AS rows, image_columns AS columns, frames, source_name AS sourceName FROM instance WHERE sop_instance_uid = ? ORDER BY id',
      sopInstanceUid,
    )
    const [target] = targets
    if (!target) return { code: 'not-found', cause: `the image that it refers to is not in the library (SOP Instance UID ${sopInstanceUid}); import that image first.` }
    if (targets.length > 1) return { code: 'conflict', cause: `${targets.length} images in the library have the SOP Instance UID ${sopInstanceUid} that it refers to; it is not clear which one is meant.` }
    if (target.rows !== rows || target.columns !== columns) {
      return { code: 'invalid-input', cause: `its masks have ${columns}×${rows} pixels, but ${target.sourceName} has ${target.columns}×${target.rows}.` }
    }
    if (frame >= target.frames) return { code: 'not-found', cause: `it has a mask for frame ${frame + 1}, but ${target.sourceName} has ${target.frames} frames.` }
    return target
  }

  /** One act in one transaction. Returns why the frame was left as it is, or null. */
  private importFrame(target: Target, { frame, runs, algorithm }: SegmentedFrame, segmentation: Segmentation, report: MaskImportReport): { code: string; cause: string } | null {
    const { database, masks } = this.options
    const key = { instanceId: target.id, frame }
    const labels = decodeRuns(runs, target.rows * target.columns)
    const present = readMask(database, key)
    if (present?.author && present.hash === hashLabels(labels)) {
      report.alreadyThere++
      return null
    }
    if (present?.status === 'approved') {
      return { code: 'conflict', cause: `the mask of frame ${frame + 1} of ${target.sourceName} is approved and was left as it is; reopen it before importing another one.` }
    }
    const status = algorithm.type === 'AUTOMATIC' ? 'predicted' : 'corrected'
    try {
      masks.replace(key, { name: importActName(algorithm.type), author: { kind: 'import', name: importAuthor(algorithm, segmentation.contentCreator) }, status }, labels)
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code === 'storage') throw error
      return { code: error.code, cause: `frame ${frame + 1} of ${target.sourceName} was left as it is: ${error.message}` }
    }
    report.imported++
    return null
  }
}
