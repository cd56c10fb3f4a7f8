import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { UnreadableFileError } from '../dicom/unreadable-file-error'
import type { ImageHeader } from '../dicom/image-header'
import type { ImportReport } from '../ipc/contract/index'
import { plainText } from '../ipc/plain-text'
import { ServiceError } from '../ipc/service-error'
import { hashFile } from '../storage/durable-file'
import type { LibraryStore } from '../storage/library-store'
import type { ObjectStore } from '../storage/object-store'
import { errorCodeOf, isSystemError, storageCause } from '../storage/storage-error'
import { shownName, unreachable, walkFiles } from '../storage/walk-files'
import type { OneAtATime } from './one-at-a-time'

/** What the importer needs of the readers: what is in a file, or an UnreadableFileError. */
export interface HeaderReader {
  readHeader(file: string): Promise<ImageHeader>
}

export interface FileImporterOptions {
  readonly library: LibraryStore
  readonly objects: ObjectStore
  readonly readers: HeaderReader
  /** Keeps the copy of a file and its row together while others remove. */
  readonly changes: OneAtATime
}

export interface ImportHooks {
  /** Who imports. */
  readonly who: string
  readonly signal?: AbortSignal
  /** Describes pictures whose folder's name means nothing. */
  readonly pictureDescription?: string
  onProgress?(progress: { done: number; total: number; file: string }): void
  /** Another name or place for a file than its own; it is asked once its header is read. */
  describe?(file: string, header: ImageHeader): { readonly header: ImageHeader; readonly sourceName: string } | null
  /** Called for each file that is in the library now, whether it was before or not. */
  onFile?(file: string, instanceId: number): void
  /** Called after each file that was added. */
  onImported?(seriesId: number): void
}

/** Codes that speak of the library's disk rather than of the file that is being read. */
const libraryFaults = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EMFILE', 'EFBIG', 'EIO'])

async function canBeSeen(file: string): Promise<boolean> {
  try {
    await stat(file)
    return true
  } catch {
    return false
  }
}

/** A folder that is missing is the library's when the file is still there. */
async function isLibraryFault(error: unknown, file: string): Promise<boolean> {
  const code = errorCodeOf(error)
  if (libraryFaults.has(code)) return true
  return ['ENOENT', 'ENOTDIR'].includes(code) && (await canBeSeen(file))
}

/**
 * Imports files one by one. A file is added only when it could be read, its copy is on disk and its rows are committed; whatever fails is
 * listed with its cause and the rest goes on. When the library itself cannot take more, the remaining files are listed as not imported.
 */
export class FileImporter {
  constructor(private readonly options: FileImporterOptions) {}

  async importPaths(paths: readonly string[], hooks: ImportHooks): Promise<ImportReport> {
    const { files, rejected } = await walkFiles(paths, hooks.signal)
    const report: ImportReport = { imported: 0, alreadyThere: 0, rejected: [...rejected], seriesIds: [] }
    const seriesIds = new Set<number>()
    for (const [index, file] of files.entries()) {
      hooks.signal?.throwIfAborted()
      hooks.onProgress?.({ done: index, total: files.length, file: shownName(file) })
      try {
        const { id, seriesId, isNew } = await this.importFile(file, hooks)
        hooks.onFile?.(file, id)
        seriesIds.add(seriesId)
        if (!isNew) report.alreadyThere++
        else {
          report.imported++
          hooks.onImported?.(seriesId)
        }
      } catch (error) {
        hooks.signal?.throwIfAborted()
        if (error instanceof UnreadableFileError) report.rejected.push({ file, code: error.code, message: error.message })
        else if (error instanceof ServiceError && error.code === 'storage') {
          for (const rest of files.slice(index)) report.rejected.push({ file: rest, code: error.code, message: `${shownName(rest)} was not imported. ${error.message}` })
          break
        } else if (isSystemError(error)) report.rejected.push(unreachable(file, error))
        else throw error
      }
    }
    hooks.onProgress?.({ done: files.length, total: files.length, file: '' })
    return { ...report, seriesIds: [...seriesIds] }
  }

  private async importFile(file: string, { who, signal, pictureDescription, describe }: ImportHooks): Promise<{ id: number; seriesId: number; isNew: boolean }> {
    const { library, objects, readers, changes } = this.options
    const before = await stat(file)
    if (library.holdsFileOfSize(before.size)) {
      const known = library.findByHash((await hashFile(file, { signal })).hash)
      if (known) return { ...known, isNew: false }
    }
    const found = await readers.readHeader(file)
    const described = pictureDescription !== undefined && found.kind === 'picture'
    const { header, sourceName } = describe?.(file, found) ?? {
      header: described ? { ...found, studyDescription: pictureDescription, seriesDescription: pictureDescription } : found,
      sourceName: basename(file),
    }
    return changes.run(async () => {
      const object = await objects.add(file, { signal, onHash: (hash) => library.markPending(hash) }).catch(async (error: unknown) => {
        throw (await isLibraryFault(error, file)) ? new ServiceError('storage', `The library cannot take more files: ${storageCause(error)}.`) : error
      })
      const after = await stat(file)
      if (object.bytes !== before.size || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
        await this.dropUnused(object.hash)
        throw new UnreadableFileError('corrupt', `${basename(file)} was changed by another program while it was read; import it again.`)
      }
      const known = library.findByHash(object.hash)
      if (known) {
        library.clearPending(object.hash)
        return { ...known, isNew: false }
      }
      try {
        return { ...library.add(header, object, plainText(sourceName, '\ufffd'), who), isNew: true }
      } catch (error) {
        await this.dropUnused(object.hash)
        throw error
      }
    })
  }

  private async dropUnused(hash: string): Promise<void> {
    const { library, objects } = this.options
    if (!library.findByHash(hash)) await objects.remove(hash)
    library.clearPending(hash)
  }
}
