import { createReadStream } from 'node:fs'
import { open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32, createDeflateRaw } from 'node:zlib'
import { ServiceError } from '../ipc/service-error'

/** Sizes and positions are 32-bit numbers in a plain ZIP file. */
const mostBytes = 0xffff_ffff
const mostFiles = 0xffff
/** Already compressed: trying again costs time and gains nothing. */
const compressed = /\.(png|jpe?g|gz|dcm)$/i
/** 1980-01-01: the files carry no time of their own. */
const noDate = 0x0021
/** Names are UTF-8; sizes and checksum follow the content. */
const flags = 0x0808

interface Entry {
  readonly name: Uint8Array
  readonly method: 0 | 8
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

/** Packs everything in a folder into a ZIP file, file by file, so that their sizes do not matter to memory. Fails with `unsupported` beyond 4 GiB. */
export async function writeZip(folder: string, out: string, signal?: AbortSignal): Promise<void> {
  const target = await open(out, 'wx')
  let offset = 0
  const put = async (bytes: Uint8Array): Promise<void> => {
    if (offset + bytes.length > mostBytes) throw new ServiceError('unsupported', 'The export has more than 4 GiB, which no ZIP file of this kind holds: choose a folder instead, or export fewer series at once.')
    await target.writeFile(bytes)
    offset += bytes.length
  }
  try {
    const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll('\\', '/')).sort()
    if (names.length > mostFiles) throw new ServiceError('unsupported', `The export has ${names.length} files, more than a ZIP file of this kind holds: choose a folder instead, or export fewer series at once.`)
    const entries: Entry[] = []
    for (const name of names) entries.push(await addFile(folder, name, offset, put, signal))
    const start = offset
    for (const entry of entries) await put(directoryRecord(entry))
    await put(endRecord(entries.length, offset - start, start))
    await target.close()
  } catch (error) {
    await target.close()
    await rm(out, { force: true })
    throw error
  }
}

async function addFile(folder: string, fileName: string, offset: number, put: (bytes: Uint8Array) => Promise<void>, signal?: AbortSignal): Promise<Entry> {
  const name = new TextEncoder().encode(fileName)
  const file = join(folder, fileName)
  const method = compressed.test(fileName) || (await stat(file)).size < 64 ? 0 : 8
  await put(numbers([[4, 0x04034b50], [2, 20], [2, flags], [2, method], [2, 0], [2, noDate], [4, 0], [4, 0], [4, 0], [2, name.length], [2, 0]], name))
  let [crc, size, packed] = [0, 0, 0]
  const source = createReadStream(file, { signal }).on('data', (chunk) => {
    crc = crc32(chunk as Buffer, crc)
    size += chunk.length
  })
  const content: AsyncIterable<Uint8Array> = method === 0 ? source : source.pipe(createDeflateRaw())
  for await (const chunk of content) {
    signal?.throwIfAborted()
    packed += chunk.length
    await put(chunk)
  }
  await put(numbers([[4, 0x08074b50], [4, crc], [4, packed], [4, size]]))
  return { name, method, crc, packed, size, offset }
}

function directoryRecord({ name, method, crc, packed, size, offset }: Entry): Uint8Array {
  return numbers([[4, 0x02014b50], [2, 20], [2, 20], [2, flags], [2, method], [2, 0], [2, noDate], [4, crc], [4, packed], [4, size], [2, name.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]], name)
}

function endRecord(count: number, bytes: number, start: number): Uint8Array {
  return numbers([[4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, bytes], [4, start], [2, 0]])
}

/** Little-endian numbers of two or four bytes, and what follows them. */
function numbers(fields: readonly (readonly [bytes: 2 | 4, value: number])[], rest: Uint8Array = new Uint8Array(0)): Uint8Array {
  const length = fields.reduce((sum, [bytes]) => sum + bytes, 0)
  const out = new Uint8Array(length + rest.length)
  const view = new DataView(out.buffer)
  let at = 0
  for (const [bytes, value] of fields) {
    if (bytes === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += bytes
  }
  out.set(rest, at)
  return out
}
