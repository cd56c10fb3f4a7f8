import { open } from 'node:fs/promises'
import { segmentationStorage } from './segmentation'

/** The meta information names the class of the object; it stands within the first bytes. */
const sniffedBytes = 1024

/** (0002,0002) UI, its length and its value: an even number of characters, so without padding. */
const classElement = `\u0002\u0000\u0002\u0000UI${String.fromCharCode(segmentationStorage.length)}\u0000${segmentationStorage}`

/** Whether a file says of itself that it is a Segmentation. Looks at its first bytes only; false also when it cannot be opened. */
export async function isSegmentationFile(file: string): Promise<boolean> {
  const handle = await open(file, 'r').catch(() => null)
  if (!handle) return false
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(sniffedBytes), 0, sniffedBytes, 0)
    const text = buffer.toString('latin1', 0, bytesRead)
    return text.slice(128, 132) === 'DICM' && text.includes(classElement)
  } catch {
    return false
  } finally {
    await handle.close()
  }
}
