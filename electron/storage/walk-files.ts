import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { plainText } from '../ipc/plain-text'
import { errorCodeOf, isSystemError, storageCause } from './storage-error'

export interface RejectedPath {
  readonly file: string
  readonly code: string
  readonly message: string
}

/** The files to import: every one that was named, and everything in the named folders. */
export interface FoundFiles {
  readonly files: string[]
  readonly rejected: RejectedPath[]
}

/**
 * Searches folders recursively, in order of name. Hidden files, hidden folders and DICOMDIR are passed over inside folders; symbolic
 * links are followed, but no folder is searched and no file found twice, so that loops end. What cannot be opened is listed.
 */
export async function walkFiles(paths: readonly string[], signal?: AbortSignal): Promise<FoundFiles> {
  const files: string[] = []
  const rejected: RejectedPath[] = []
  const seen = new Set<string>()

  async function visit(path: string): Promise<void> {
    signal?.throwIfAborted()
    try {
      const real = await realpath(path)
      if (seen.has(real)) return
      seen.add(real)
      const found = await stat(real)
      if (found.isFile()) files.push(path)
      else if (found.isDirectory()) {
        const names = (await readdir(path)).filter((name) => !name.startsWith('.') && name.toUpperCase() !== 'DICOMDIR').sort()
        for (const name of names) await visit(join(path, name))
      } else rejected.push({ file: path, code: 'not-an-image', message: `${shownName(path)} is neither a file nor a folder.` })
    } catch (error) {
      if (!isSystemError(error)) throw error
      rejected.push(unreachable(path, error))
    }
  }

  for (const path of paths) await visit(resolve(path))
  return { files, rejected }
}

/** A file's name as it may be shown: one that would turn round or break up the text around it shows where it tried. */
export const shownName = (path: string): string => plainText(basename(path), '\ufffd')

/** A path that the operating system does not open, as an entry of the report. */
export function unreachable(path: string, error: unknown): RejectedPath {
  const cause = errorCodeOf(error) === 'ELOOP' ? 'its symbolic links form a loop' : (storageCause(error) ?? String(error))
  return { file: path, code: 'missing', message: `${shownName(path)} cannot be opened: ${cause}.` }
}
