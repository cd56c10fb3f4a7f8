import { basename } from 'node:path'
import { parentPort, type Transferable } from 'node:worker_threads'
import sharp from 'sharp'
import { OpenImageCache } from './open-image-cache'
import type { ReaderReply, ReaderRequest } from './reader-protocol'
import { createThumbnail } from './thumbnail'
import { unreadable } from './unreadable-file-error'

/**
 * The program of one reader thread: untrusted bytes are parsed and decoded here and nowhere else. The pool sends one
 * request at a time and ends the thread when an answer takes too long.
 */
const port = parentPort
if (!port) throw new Error('reader-worker runs as a worker thread only')
// Nothing is decoded twice here, and the pool already uses every processor that it may.
sharp.cache(false)
sharp.concurrency(1)
const images = new OpenImageCache()

async function answer(request: ReaderRequest): Promise<Extract<ReaderReply, { kind: 'done' }>['value']> {
  const image = await images.open(request.file)
  if (request.kind === 'header') return image.header
  return request.kind === 'frame' ? image.decodeFrame(request.frame) : createThumbnail(image)
}

function reply(message: ReaderReply, transfer: Transferable[] = []): void {
  port!.postMessage(message, transfer)
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

port.on('message', (request: ReaderRequest) => void serve(request))
reply({ kind: 'ready' })
