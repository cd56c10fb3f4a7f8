import { create } from 'zustand'
import type { ExchangeReport, ExportScope } from '../../electron/ipc/contract/index'

export interface Job {
  readonly done: number
  readonly total: number
  /** The file, or what is being done. */
  readonly label: string
  cancel(): void
}

export interface SegmentationTiming {
  readonly instanceId: number
  readonly frame: number
  readonly modelName: string
  readonly vesselFraction: number
  readonly frameMs: number
  readonly inferenceMs: number
  readonly postprocessMs: number
  readonly storeMs: number
  readonly totalMs: number
  /** From the click to the painted mask, as this page saw it. */
  readonly clickToPaintMs: number
}

interface JobsState {
  importing: Job | null
  importReport: ExchangeReport | null
  segmentingFrame: boolean
  segmentingRun: (Job & { readonly instanceId: number }) | null
  timing: SegmentationTiming | null
}

/** What is going on and can be watched or cancelled. */
export const useJobs = create<JobsState>(() => ({ importing: null, importReport: null, segmentingFrame: false, segmentingRun: null, timing: null }))

export type LibraryTab = 'people' | 'review' | 'audit'
/** A step of the review that is taken with a comment. */
export type CommentAct = 'return' | 'submit' | 'note'

interface DialogsState {
  newRun: boolean
  newPerson: boolean
  /** The tab that the dialog about the library shows; null while it is closed. */
  library: LibraryTab | null
  comment: CommentAct | null
  shortcuts: boolean
  /** What an export begins with; null while none is asked for. */
  export: ExportScope | null
  deidentifiedImport: boolean
}

/** Dialogs that can be opened from several places. */
export const useDialogs = create<DialogsState>(() => ({ newRun: false, newPerson: false, library: null, comment: null, shortcuts: false, export: null, deidentifiedImport: false }))
