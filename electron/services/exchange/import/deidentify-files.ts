import { mkdir, open, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { basename, join } from 'node:path'
import type { DeidentifyOptions } from '../../../dicom/deidentify/deidentify-options'
import type { DeidentifiedFile } from '../../../dicom/deidentify/deidentify-file'
import { UnreadableFileError } from '../../../dicom/unreadable-file-error'
import type { ImportReport } from '../../../ipc/contract/index'

export interface Deidentifier {
  deidentify(file: string, out: string, options: DeidentifyOptions, read?: { signal?: AbortSignal }): Promise<DeidentifiedFile>
}

/** Copies of files without what identifies anybody, to be imported in their place. */
export interface DeidentifiedFiles {
  /** Original of each copy, by the copy's path. */
  readonly originals: ReadonlyMap<string, string>
  readonly rejected: ImportReport['rejected']
  readonly warnings: ImportReport['rejected']
  remove(): Promise<void>
}

/** Makes the copies in a folder of its own. What cannot be de-identified is listed and has none. */
export async function deidentifyFiles(files: readonly string[], folder: string, readers: Deidentifier, options: DeidentifyOptions, { signal, onProgress }: { signal: AbortSignal; onProgress?(progress: { done: number; total: number; file: string }): void }): Promise<DeidentifiedFiles> {
  const own = join(folder, `deidentify-${randomUUID()}`)
  const originals = new Map<string, string>()
  const rejected: ImportReport['rejected'] = []
  const warnings: ImportReport['rejected'] = []
  const remove = (): Promise<void> => rm(own, { recursive: true, force: true })
  try {
    await mkdir(own, { recursive: true })
    for (const [index, file] of files.entries()) {
      signal.throwIfAborted()
      onProgress?.({ done: index, total: files.length, file: basename(file) })
      if (!(await isDicom(file))) {
        rejected.push({ file, code: 'unsupported', message: `${basename(file)} is no DICOM file: only those are de-identified; import it as it is if it names nobody.` })
        continue
      }
      const out = join(own, `${index}.dcm`)
      try {
        const { warnings: found } = await readers.deidentify(file, out, options, { signal })
        for (const warning of found) warnings.push({ file, code: 'burned-in', message: `${basename(file)}: ${warning}` })
        originals.set(out, file)
      } catch (error) {
        if (!(error instanceof UnreadableFileError)) throw error
        rejected.push({ file, code: error.code, message: error.message })
      }
    }
    return { originals, rejected, warnings, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

async function isDicom(file: string): Promise<boolean> {
  const handle = await open(file, 'r').catch(() => null)
  if (!handle) return false
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(132), 0, 132, 0)
    // Without a preamble it begins with an element of the meta or the identifying group.
    return buffer.toString('latin1', 128, bytesRead) === 'DICM' || (bytesRead >= 8 && [2, 8].includes(buffer.readUInt16LE(0)))
  } finally {
    await handle.close()
  }
}
