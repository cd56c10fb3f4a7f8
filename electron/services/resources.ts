import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import type { ErrorCode } from '../ipc/service-error'
import { ServiceError } from '../ipc/service-error'
import { readPageFile } from './page-files'

/** The binary side of the services: what travels by URL instead of by message. */
export interface ResourceSource {
  /** Raw samples of one frame: see `electron/ipc/resource-url.ts`. */
  frame(instanceId: number, frame: number): Promise<Uint8Array>
  /** A PNG or WebP. */
  thumbnail(seriesId: number, signal?: AbortSignal): Promise<Uint8Array>
  /** Keeps one file until `exchange.importUpload` takes it. The name may be anything: it is checked there. */
  upload(uploadId: string, name: string, body: AsyncIterable<Uint8Array>): Promise<void>
  /** A file that was made to be fetched; null when there is none. */
  download(id: string): string | null
}

export interface ResourceRequest {
  readonly method: string
  /** Path as it stands in the URL, still percent-encoded, without the query. */
  readonly path: string
  readonly body: AsyncIterable<Uint8Array> | null
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal
}

export interface ResourceResponse {
  readonly status: number
  readonly headers: Record<string, string>
  /** Large files are sent as they are read. */
  readonly body: Uint8Array | string | Readable
}

export type ResourceHandler = (request: ResourceRequest) => Promise<ResourceResponse>

export interface ResourceOptions {
  readonly rendererFolder: string
  /** Null while the services are starting: their paths answer 503 then. */
  readonly source: () => ResourceSource | null
  readonly log: (line: string) => void
}

const statusOf: Partial<Record<ErrorCode, number>> = {
  'invalid-input': 400, forbidden: 403, 'not-found': 404, conflict: 409, 'unreadable-file': 422, unsupported: 422,
  closed: 503, 'engine-unavailable': 503, storage: 507,
}

/** One handler for both hosts: the page's files, frames, thumbnails and uploads. It never rejects. */
export function createResourceHandler(options: ResourceOptions): ResourceHandler {
  return async (request) => {
    try {
      return await answer(request, options)
    } catch (error) {
      if (request.signal?.aborted === true) return refusal(499, 'cancelled', 'the request was given up')
      if (error instanceof ServiceError) return refusal(statusOf[error.code] ?? 500, error.code, error.message)
      // The name of a sent file may be a patient's: it is left out of the log.
      options.log(`${request.method} ${request.path.replace(/^(\/uploads\/[^/]*).*/, '$1')} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      return refusal(500, 'internal', 'the resource could not be served; the log has the details')
    }
  }
}

async function answer({ method, path, body, signal }: ResourceRequest, options: ResourceOptions): Promise<ResourceResponse> {
  const [kind, ...rest] = path.split('/').slice(1)
  if (kind === 'uploads') return upload(method, rest, body, options)
  if (method !== 'GET' && method !== 'HEAD') return refusal(405, 'invalid-input', `${method} is not allowed here`)
  if (kind === 'frames') return octets(await sourceOf(options).frame(wholeNumber(rest[0], 1), wholeNumber(rest[1], 0)), rest.length === 2)
  if (kind === 'thumbnails') return picture(await sourceOf(options).thumbnail(wholeNumber(rest[0], 1), signal), rest.length === 1)
  if (kind === 'exports') return download(sourceOf(options).download(rest[0] ?? ''), rest.length === 1)
  return page(path, options)
}

async function upload(method: string, [uploadId, name, ...more]: string[], body: ResourceRequest['body'], options: ResourceOptions): Promise<ResourceResponse> {
  if (method !== 'PUT') return refusal(405, 'invalid-input', `${method} is not allowed here`)
  if (!uploadId || !/^[a-z0-9-]{8,64}$/.test(uploadId) || !name || more.length > 0) throw new ServiceError('invalid-input', 'an upload is addressed /uploads/ID/NAME')
  await sourceOf(options).upload(uploadId, decodedName(name), body ?? empty())
  return { status: 204, headers: commonHeaders(), body: '' }
}

async function page(path: string, options: ResourceOptions): Promise<ResourceResponse> {
  const file = await readPageFile(options.rendererFolder, path)
  if (!file) return refusal(404, 'not-found', 'there is no such page')
  const nonce = randomBytes(16).toString('base64')
  const headers = {
    ...commonHeaders(),
    'Content-Type': file.type,
    'Content-Security-Policy': contentSecurityPolicy(nonce),
    'Cache-Control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-store',
  }
  // The bundled page holds this word wherever a style or script needs the nonce of its response.
  const body = file.type.startsWith('text/html') ? new TextDecoder().decode(file.bytes).replaceAll('__CSP_NONCE__', nonce) : file.bytes
  return { status: 200, headers, body }
}

/** Styles made at run time carry the nonce; nothing is loaded from anywhere else, and no text becomes code. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'", "script-src 'self'", `style-src 'self' 'nonce-${nonce}'`, "img-src 'self' blob: data:", "font-src 'self' data:",
    "connect-src 'self'", "worker-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "object-src 'none'",
  ].join('; ')
}

function commonHeaders(): Record<string, string> {
  return {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    // Images of patients stay out of the browser's disk cache.
    'Cache-Control': 'no-store',
  }
}

function octets(bytes: Uint8Array, known: boolean): ResourceResponse {
  if (!known) return refusal(404, 'not-found', 'there is no such frame')
  return { status: 200, headers: { ...commonHeaders(), 'Content-Type': 'application/octet-stream' }, body: bytes }
}

function picture(bytes: Uint8Array, known: boolean): ResourceResponse {
  if (!known) return refusal(404, 'not-found', 'there is no such thumbnail')
  return { status: 200, headers: { ...commonHeaders(), 'Content-Type': bytes[0] === 0x89 ? 'image/png' : 'image/webp' }, body: bytes }
}

function download(file: string | null, known: boolean): ResourceResponse {
  if (file === null || !known) return refusal(404, 'not-found', 'there is no such export (any more)')
  return { status: 200, headers: { ...commonHeaders(), 'Content-Type': 'application/octet-stream', 'Content-Disposition': 'attachment' }, body: createReadStream(file) }
}

function refusal(status: number, code: ErrorCode, message: string): ResourceResponse {
  return { status, headers: { ...commonHeaders(), 'Content-Type': 'application/json; charset=utf-8' }, body: JSON.stringify({ code, message }) }
}

function sourceOf({ source }: ResourceOptions): ResourceSource {
  const current = source()
  if (!current) throw new ServiceError('closed', 'the services are still starting')
  return current
}

function wholeNumber(text: string | undefined, least: number): number {
  if (!text || !/^\d{1,15}$/.test(text) || Number(text) < least) throw new ServiceError('not-found', 'there is no such resource')
  return Number(text)
}

function decodedName(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    throw new ServiceError('invalid-input', 'the file name is not valid UTF-8')
  }
}

async function* empty(): AsyncGenerator<Uint8Array> {}
