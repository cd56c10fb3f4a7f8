import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { syncFolder } from '../../ml/model/sync-folder'

/** Writes the whole file or nothing: temporary file beside it, fsync, rename, fsync of the folder. */
export async function writeFileDurably(file: string, data: Uint8Array | string): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}-${randomUUID()}`)
  try {
    await withFile(temporary, 'wx', async (handle) => {
      await handle.writeFile(data)
      await handle.sync()
    })
    await renameDurably(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** Copies to a new file, which is on disk when the promise resolves. Returns SHA-256 (hex) and size of what was copied. */
export async function copyAndHash(from: string, to: string, signal?: AbortSignal): Promise<{ hash: string; bytes: number }> {
  try {
    return await withFile(to, 'wx', async (target) => {
      const result = await hashFile(from, { signal, onChunk: async (chunk) => void (await target.writeFile(chunk)) })
      await target.sync()
      return result
    })
  } catch (error) {
    await rm(to, { force: true })
    throw error
  }
}

/** SHA-256 (hex) and size of a file, read in chunks of 1 MiB so that its size does not matter. */
export async function hashFile(
  file: string,
  { signal, onChunk }: { signal?: AbortSignal; onChunk?: (chunk: Uint8Array) => Promise<void> } = {},
): Promise<{ hash: string; bytes: number }> {
  return withFile(file, 'r', async (source) => {
    const hash = createHash('sha256')
    const buffer = new Uint8Array(1 << 20)
    for (let bytes = 0; ; ) {
      signal?.throwIfAborted()
      const { bytesRead } = await source.read(buffer, 0, buffer.length)
      if (bytesRead === 0) return { hash: hash.digest('hex'), bytes }
      const chunk = buffer.subarray(0, bytesRead)
      hash.update(chunk)
      await onChunk?.(chunk)
      bytes += bytesRead
    }
  })
}

/** Renames and makes the new name durable. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to)
  await syncFolder(dirname(to))
}

/** Creates the folder with its parents, durably. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first !== undefined) await syncFolder(dirname(first))
}

async function withFile<T>(file: string, flags: string, work: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file, flags)
  try {
    return await work(handle)
  } finally {
    await handle.close()
  }
}
