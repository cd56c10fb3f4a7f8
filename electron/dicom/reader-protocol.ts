import type { Annotations } from './coco/read-annotations'
import type { DeidentifiedFile } from './deidentify/deidentify-file'
import type { DeidentifyOptions } from './deidentify/deidentify-options'
import type { ImageHeader } from './image-header'
import type { LabelPicture } from './picture/read-label-picture'
import type { Segmentation } from './seg/segmentation'
import type { UnreadableFileCode } from './unreadable-file-error'

/** What a reader thread can be asked. It answers one request after the other. */
export type ReaderRequest =
  | { readonly kind: 'header'; readonly file: string }
  | { readonly kind: 'frame'; readonly file: string; readonly frame: number }
  | { readonly kind: 'thumbnail'; readonly file: string }
  | { readonly kind: 'seen-text'; readonly file: string }
  | { readonly kind: 'segmentation'; readonly file: string }
  | { readonly kind: 'label-picture'; readonly file: string }
  | { readonly kind: 'annotations'; readonly file: string; readonly masks: boolean }
  | { readonly kind: 'deidentify'; readonly file: string; readonly out: string; readonly options: DeidentifyOptions }

export interface ReaderResults {
  header: ImageHeader
  frame: Uint8Array
  thumbnail: Uint8Array
  'seen-text': boolean
  segmentation: Segmentation
  'label-picture': LabelPicture
  annotations: Annotations | string | null
  deidentify: DeidentifiedFile
}

export type ReaderReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly value: ReaderResults[keyof ReaderResults] }
  | { readonly kind: 'failed'; readonly code: UnreadableFileCode; readonly message: string }
