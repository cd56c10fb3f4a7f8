import type { DeidentifyOptions } from '../../../dicom/deidentify/deidentify-options'
import type { ImportReport } from '../../../ipc/contract/index'
import { ServiceError } from '../../../ipc/service-error'
import type { Database } from '../../../storage/database'
import { archiveByFrame, restoreFrameArchive, unknownParts, type FrameArchive, type RestoreOptions } from '../../../storage/frame-archive'
import { frameTables, type TableShape } from '../../../storage/frame-tables'
import { reorderQueue } from '../../../storage/reorder-queue'
import { yieldToOthers } from '../../yield-to-others'
import type { MaskImportReport } from '../import/mask-importer'
import type { LabelBook } from '../label-book'
import { deidentifyArchive } from './deidentify-archive'
import { FolderLabels } from './folder-labels'
import type { StudyManifest } from './study-manifest'
import { hasApproval, withoutApproval } from './without-approval'

export interface FrameRestorerOptions {
  readonly database: Database
  readonly labels: LabelBook
  readonly who: string
  readonly report: MaskImportReport
  /** Whether that person may approve masks; else none is approved by being imported. */
  readonly mayReview: boolean
  /** Null: names of people as they are. */
  readonly deidentify: DeidentifyOptions | null
}

/** Told what was not restored as it is in the file. */
export type Note = (list: ImportReport['rejected'], code: string, cause: string) => void

/** Restores frames of one study folder, image by image; what is the same for all of them is read once. */
export class FrameRestorer {
  private readonly tables: readonly TableShape[]
  private readonly labels: FolderLabels
  /** Places in the queue, there and here. */
  private readonly queued: { readonly there: number; readonly here: number }[] = []

  constructor(
    labelsThere: StudyManifest['labels'],
    private readonly options: FrameRestorerOptions,
  ) {
    this.tables = frameTables(options.database)
    this.labels = new FolderLabels(labelsThere, options.labels)
  }

  /** Each frame is one transaction, and others are let in between. A frame that has a mask here keeps it. */
  async restore(archive: FrameArchive, image: Pick<RestoreOptions, 'instanceId' | 'pixels'>, note: Note, signal?: AbortSignal): Promise<void> {
    const { database, report, mayReview, who, deidentify } = this.options
    const unknown = unknownParts(this.tables, archive)
    if (unknown.length > 0) return void note(report.rejected, 'conflict', `it was written by a newer version of the program (${unknown.join(', ')}); update this one to import it.`)
    let different = 0
    let unapproved = 0
    for (const [frame, own] of archiveByFrame(deidentify ? deidentifyArchive(archive, deidentify) : archive)) {
      await yieldToOthers(signal)
      const present = database.get<{ hash: string }>('SELECT hash FROM mask WHERE instance_id = ? AND frame = ? AND author_kind IS NOT NULL', image.instanceId, frame)
      if (present) {
        if (present.hash === own['mask']![0]!['hash']) report.alreadyThere++
        else different++
        continue
      }
      const failure = this.restoreFrame(frame, own, image)
      if (failure !== null) {
        note(report.rejected, 'conflict', `the mask of frame ${frame + 1} cannot be restored: ${failure}.`)
        continue
      }
      if (hasApproval(own) && !mayReview) unapproved++
      report.imported++
      report.changed.push({ instanceId: image.instanceId, frame })
    }
    if (different > 0) note(report.rejected, 'conflict', `${different} of its frames have another mask in the library, which was left as it is.`)
    if (unapproved > 0) note(report.warnings, 'not-approved', `${unapproved} of its frames are approved where they come from; ${who} may not approve masks, so that here they wait for a reviewer.`)
  }

  /** Lets the restored frames wait for retraining in the order in which they were approved, after all of them: frames come by image and number. */
  orderQueue(): void {
    reorderQueue(this.options.database, this.queued.toSorted((one, other) => one.there - other.there).map(({ here }) => here))
  }

  /** Returns why the frame was not restored, or null. */
  private restoreFrame(frame: number, archive: FrameArchive, { instanceId, pixels }: Pick<RestoreOptions, 'instanceId' | 'pixels'>): string | null {
    const { database, mayReview } = this.options
    const { tables, labels, queued } = this
    try {
      const ids = database.transaction(() => {
        // An untouched row of a frame that was looked at only must not stand in the way.
        database.run('DELETE FROM mask WHERE instance_id = ? AND frame = ?', instanceId, frame)
        return restoreFrameArchive(database, mayReview ? archive : withoutApproval(archive), { tables, instanceId, pixels, labelFor: (label) => labels.valueOf(label) })
      })
      for (const [there, here] of ids.get('approval') ?? []) queued.push({ there, here })
      return null
    } catch (error) {
      // What the transaction had added is gone.
      labels.forget()
      if (error instanceof ServiceError && error.code === 'storage') throw error
      return error instanceof Error ? error.message : String(error)
    }
  }
}
