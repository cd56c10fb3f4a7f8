import { basename } from 'node:path'
import type { Pseudonyms } from '../../../dicom/deidentify/pseudonyms'
import type { SegmentAlgorithm } from '../../../dicom/seg/segmentation'
import type { FrameKey, ImportReport } from '../../../ipc/contract/index'
import { ServiceError } from '../../../ipc/service-error'
import { writeAudit } from '../../../storage/audit-log'
import type { Database } from '../../../storage/database'
import { hashLabels, readMask } from '../../../storage/mask-rows'
import type { MaskStore } from '../../../storage/mask-store'
import { importActName, importAuthor } from '../mask-provenance'
import { plainAlgorithm } from '../plain-names'
import { keepApproval, type Approval } from './keep-approval'

/** What became of the masks in files, frame by frame. */
export interface MaskImportReport {
  imported: number
  /** The frame has this mask already. */
  alreadyThere: number
  /** Masks that were left out, each with its cause. */
  rejected: ImportReport['rejected']
  /** What was taken over all the same, but not as the file has it. */
  warnings: ImportReport['rejected']
  /** Frames that have another mask now. */
  changed: FrameKey[]
}

/** An image of the library that a mask may belong to. */
export interface MaskTarget {
  readonly id: number
  readonly rows: number
  readonly columns: number
  readonly frames: number
  readonly sourceName: string
}

/** Why a mask cannot be taken over; continues "FILE: …". */
export interface Cause {
  readonly code: string
  readonly cause: string
}

/** The mask of one frame as a file has it, in the library's labels. */
export interface IncomingMask {
  /** Zero-based. */
  readonly frame: number
  readonly labels: Uint8Array
  readonly algorithm: SegmentAlgorithm
  /** The person who had a part in it; empty when unknown. */
  readonly creator: string
  /** That somebody approved it where it comes from. */
  readonly approval: Approval | null
}

export interface MaskImporterOptions {
  readonly database: Database
  readonly masks: MaskStore
  /** Who imports. */
  readonly who: string
  /** Other names for people in the files, and none for the files; null: as they are. */
  readonly pseudonyms: Pseudonyms | null
}

/** What importers of every format share: how an incoming mask becomes an act on a frame, and the report of one file after the other. */
export class MaskImporter {
  readonly report: MaskImportReport = { imported: 0, alreadyThere: 0, rejected: [], warnings: [], changed: [] }

  constructor(private readonly options: MaskImporterOptions) {}

  /** Takes in the masks of one file; `work` is given what notes its causes. The audit says how many came from it. */
  async fromFile(file: string, origin: string, work: (note: FileNotes) => void | Promise<void>): Promise<void> {
    const { database, who, pseudonyms } = this.options
    const before = this.report.imported
    await work(new FileNotes(file, this.report))
    const imported = this.report.imported - before
    if (imported > 0) writeAudit(database, { who, act: 'masks: import', subject: `${imported} masks`, reason: pseudonyms ? 'de-identified' : `from ${origin}` })
  }

  /** One act in one transaction. Returns why the frame was left as it is, or null. */
  take(target: MaskTarget, { frame, labels, algorithm, creator, approval }: IncomingMask): Cause | null {
    const { report } = this
    const { database, masks, pseudonyms } = this.options
    const personOf = (name: string): string => (pseudonyms && name !== '' ? pseudonyms.person(name) : name)
    if (frame >= target.frames) return { code: 'not-found', cause: `it has a mask for frame ${frame + 1}, but ${target.sourceName} has ${target.frames} frames.` }
    const key = { instanceId: target.id, frame }
    const present = readMask(database, key)
    if (present?.author && present.hash === hashLabels(labels)) {
      report.alreadyThere++
      return null
    }
    if (present?.status === 'approved') {
      return { code: 'conflict', cause: `the mask of frame ${frame + 1} of ${target.sourceName} is approved and was left as it is; reopen it before importing another one.` }
    }
    const author = { kind: 'import' as const, name: importAuthor(pseudonyms ? plainAlgorithm(algorithm) : algorithm, personOf(creator)) }
    try {
      database.transaction(() => {
        masks.replace(key, { name: importActName(algorithm.type), author, status: algorithm.type === 'AUTOMATIC' ? 'predicted' : 'corrected' }, labels)
        if (approval) keepApproval(database, key, author, { ...approval, approvedBy: personOf(approval.approvedBy) })
      })
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code === 'storage') throw error
      return { code: error.code, cause: `frame ${frame + 1} of ${target.sourceName} was left as it is: ${error.message}` }
    }
    report.imported++
    report.changed.push(key)
    return null
  }
}

/** Causes of one file; what concerns it as a whole is told once. */
export class FileNotes {
  private readonly told = new Set<string>()

  constructor(
    private readonly file: string,
    private readonly report: Pick<MaskImportReport, 'rejected' | 'warnings'>,
  ) {}

  reject(cause: Cause | null): void {
    this.note(this.report.rejected, cause)
  }

  warn(cause: Cause): void {
    this.note(this.report.warnings, cause)
  }

  private note(list: ImportReport['rejected'], cause: Cause | null): void {
    if (!cause || this.told.has(cause.cause)) return
    this.told.add(cause.cause)
    list.push({ file: this.file, code: cause.code, message: `${basename(this.file)}: ${cause.cause}` })
  }
}
