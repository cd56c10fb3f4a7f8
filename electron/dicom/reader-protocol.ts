import type { ImageHeader } from './image-header'
import type { Segmentation } from './seg/segmentation'
import type { UnreadableFileCode } from './unreadable-file-error'

/** What a reader thread can be asked. It answers one request after the other. */
export type ReaderRequest =
  | { readonly kind: 'header'; readonly file: string }
  | { readonly kind: 'frame'; readonly file: string; readonly frame: number }
  | { readonly kind: 'thumbnail'; readonly file: string }
  | { readonly kind: 'segmentation'; readonly file: string }

export interface ReaderResults {
  header: ImageHeader
  frame: Uint8Array
  thumbnail: Uint8Array
  segmentation: Segmentation
}

export type ReaderReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly value: ReaderResults[keyof ReaderResults] }
  | { readonly kind: 'failed'; readonly code: UnreadableFileCode; readonly message: string }
