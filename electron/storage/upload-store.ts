import { createWriteStream } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ServiceError } from '../ipc/service-error'
import { explainStorageError } from './storage-error'

/** 8 GiB: more than any study, less than what fills a disk by accident. */
const defaultLimit = 8 * 2 ** 30

/** Files that a browser sends before it asks for their import: a folder of their own for each upload, removed afterwards. */
export class UploadStore {
  private readonly received = new Map<string, number>()

  constructor(
    private readonly folder: string,
    private readonly limitBytes = defaultLimit,
  ) {}

  /** Takes one file in, under its path in the folder that was sent. Fails with `invalid-input` for an unsafe name or too much, `conflict` when the name was sent already. */
  async receive(uploadId: string, name: string, body: AsyncIterable<Uint8Array>): Promise<void> {
    const file = join(this.pathOf(uploadId), ...safePath(name))
    try {
      await mkdir(dirname(file), { recursive: true })
      await pipeline(Readable.from(body), this.counter(uploadId), createWriteStream(file, { flags: 'wx' }))
    } catch (error) {
      if (isNodeError(error, 'EEXIST')) throw new ServiceError('conflict', `The file ${name} was sent twice in one upload.`)
      // What did not arrive whole must not be imported.
      await rm(file, { force: true })
      throw explainStorageError(error, `The file ${name} could not be received`)
    }
  }

  /** The folder of an upload. Fails with `not-found` when nothing was sent. */
  async folderOf(uploadId: string): Promise<string> {
    const folder = this.pathOf(uploadId)
    if (!(await stat(folder).catch(() => null))?.isDirectory()) throw new ServiceError('not-found', 'No files of this upload have arrived.')
    return folder
  }

  async remove(uploadId: string): Promise<void> {
    this.received.delete(uploadId)
    await rm(this.pathOf(uploadId), { recursive: true, force: true })
  }

  /** Removes what earlier programs left. */
  async clear(): Promise<void> {
    this.received.clear()
    await rm(this.folder, { recursive: true, force: true })
    await mkdir(this.folder, { recursive: true })
  }

  private pathOf(uploadId: string): string {
    if (!/^[a-z0-9-]{8,64}$/.test(uploadId)) throw new ServiceError('invalid-input', 'The upload has no valid number.')
    return join(this.folder, uploadId)
  }

  private counter(uploadId: string): Transform {
    const { received, limitBytes } = this
    return new Transform({
      transform(chunk: Uint8Array, _encoding, done) {
        const total = (received.get(uploadId) ?? 0) + chunk.length
        received.set(uploadId, total)
        if (total > limitBytes) done(new ServiceError('invalid-input', `One upload may hold ${Math.floor(limitBytes / 2 ** 20)} MiB at most; import the files in parts.`))
        else done(null, chunk)
      },
    })
  }
}

/** Deepest folder that is taken. */
const mostParts = 32

/** A path below the upload's own folder. */
function safePath(path: string): string[] {
  const parts = path.split('/')
  if (parts.length > mostParts) throw new ServiceError('invalid-input', 'A file of the upload lies in too many folders.')
  return parts.map(safeName)
}

/** A name that stays inside its folder. Hidden files are taken too, and passed over by the import as in any folder. */
function safeName(name: string): string {
  const separators = process.platform === 'win32' ? /[\\/\0:]/ : /[\\/\0]/
  if (name === '' || name === '.' || name === '..' || separators.test(name) || Buffer.byteLength(name) > 255) {
    throw new ServiceError('invalid-input', 'A file of the upload has a name that cannot be used.')
  }
  return name
}

function isNodeError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
