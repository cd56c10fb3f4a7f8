import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { copyAndHash, hashFile, makeFolder, renameDurably } from './durable-file'

/** The library's copies of imported files, each under the SHA-256 of its content: `objects/ab/abcdef…`. */
export class ObjectStore {
  private readonly incoming: string

  constructor(private readonly folder: string) {
    this.incoming = join(folder, 'incoming')
    mkdirSync(this.incoming, { recursive: true })
  }

  fileOf(hash: string): string {
    return join(this.folder, hash.slice(0, 2), hash)
  }

  /**
   * Copies a file in. It is durable, and read back unharmed when it had been there before, when the promise resolves.
   * `onHash` is called once the content is known and before it gets its place.
   */
  async add(source: string, { signal, onHash }: { signal?: AbortSignal; onHash?: (hash: string) => void } = {}): Promise<{ hash: string; bytes: number }> {
    const temporary = join(this.incoming, randomUUID())
    const copied = await copyAndHash(source, temporary, signal)
    try {
      onHash?.(copied.hash)
      const file = this.fileOf(copied.hash)
      if (await holds(file, copied)) await rm(temporary)
      else {
        await makeFolder(dirname(file))
        await renameDurably(temporary, file)
      }
      return copied
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  }

  async remove(hash: string): Promise<void> {
    await rm(this.fileOf(hash), { force: true })
  }

  /** Removes what an interrupted import left half-copied. Only the holder of the library's lock may call it. */
  async clearIncoming(): Promise<void> {
    await rm(this.incoming, { recursive: true, force: true })
    await makeFolder(this.incoming)
  }
}

/** Whether the file is there with this size and content; a damaged one is replaced by the caller. */
async function holds(file: string, expected: { hash: string; bytes: number }): Promise<boolean> {
  const found = await stat(file).catch(() => null)
  if (!found || found.size !== expected.bytes) return false
  return (await hashFile(file)).hash === expected.hash
}
