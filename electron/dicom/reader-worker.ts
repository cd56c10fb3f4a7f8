import { basename } from 'node:path'
import { parentPort as threadParent, type Transferable } from 'node:worker_threads'
import { readAnnotations } from './coco/read-annotations'
import { seemsToHaveText } from './deidentify/burned-in-text'
import { deidentifyFile } from './deidentify/deidentify-file'
import { OpenImageCache } from './open-image-cache'
import type { ParentPortLike } from '../ipc/transports/utility-process-port'
import type { ReaderReply, ReaderRequest } from './reader-protocol'
import { readLabelPicture } from './picture/read-label-picture'
import { readSegmentation } from './seg/read-segmentation'
import { createThumbnail } from './thumbnail'
import { unreadable } from './unreadable-file-error'

/**
 * The program of one reader thread (on the desktop: one utility process): untrusted bytes are parsed and decoded here and
 * nowhere else. The pool sends one request at a time and ends the thread when an answer takes too long.
 */
const processParent = (process as { parentPort?: ParentPortLike }).parentPort
if (!threadParent && !processParent) throw new Error('reader-worker is started by the reader pool only')
const images = new OpenImageCache()

async function answer(request: ReaderRequest): Promise<Extract<ReaderReply, { kind: 'done' }>['value']> {
  if (request.kind === 'segmentation') return readSegmentation(request.file)
  if (request.kind === 'label-picture') return readLabelPicture(request.file)
  if (request.kind === 'annotations') return readAnnotations(request.file, request.masks)
  if (request.kind === 'deidentify') return deidentifyFile(request.file, request.out, request.options)
  const image = await images.open(request.file)
  if (request.kind === 'header') return image.header
  if (request.kind === 'seen-text') return seemsToHaveText(image)
  return request.kind === 'frame' ? image.decodeFrame(request.frame) : createThumbnail(image)
}

function reply(message: ReaderReply, transfer: Transferable[] = []): void {
  if (threadParent) threadParent.postMessage(message, transfer)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
  else processParent?.postMessage(message)
}

async function serve(request: ReaderRequest): Promise<void> {
  try {
    const value = await answer(request)
    if (!(value instanceof Uint8Array)) return reply({ kind: 'done', value })
    // Only memory that holds nothing else may leave this thread.
    const whole = value.byteLength === value.buffer.byteLength ? value : value.slice()
    reply({ kind: 'done', value: whole }, [whole.buffer as ArrayBuffer])
  } catch (error) {
    const { code, message } = unreadable(basename(request.file), error)
    reply({ kind: 'failed', code, message })
  }
}

threadParent?.on('message', (request: ReaderRequest) => void serve(request))
processParent?.on('message', ({ data }) => void serve(data as ReaderRequest))
reply({ kind: 'ready' })
