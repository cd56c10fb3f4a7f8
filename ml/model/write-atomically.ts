import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { syncFolder } from './sync-folder'
import { explainWriteError } from './write-error'

/** Writes a file so that a crash at any moment leaves either the old or the new content: temporary file, fsync, rename, fsync of the folder. */
export async function writeAtomically(file: string, content: string | Uint8Array): Promise<void> {
  await writeTogether([{ file, content }])
}

/**
 * Writes several files of one folder so that a failure leaves all old ones: nothing is put in place before everything is on the disk.
 *
 * @throws WriteError when the disk is full, read-only or fails; what was there before is still there
 */
export async function writeTogether(files: readonly { file: string; content: string | Uint8Array }[]): Promise<void> {
  const folder = path.dirname(files[0]!.file)
  try {
    await mkdir(folder, { recursive: true })
    for (const each of files) await writeAndSync(temporary(each), each.content)
    for (const each of files) await rename(temporary(each), each.file)
    await syncFolder(folder)
  } catch (error) {
    for (const each of files) await rm(temporary(each), { force: true }).catch(() => undefined)
    throw explainWriteError(error, files[0]!.file)
  }
}

async function writeAndSync(file: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(file, 'w')
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const temporary = ({ file }: { file: string }): string => `${file}.${process.pid}.tmp`
