import type { ImageHeader } from '../../dicom/image-header'

/** Behind the header of 348 bytes stand four that say that no extensions follow. */
const dataOffset = 352
const datatypeUint8 = 2
const intentLabel = 1002
const unitMillimetre = 2
const unitMillisecond = 16

/**
 * A NIfTI-1 header for the labels of a run: x, y, one slice, time; 8 bits. Spacing is the ImagerPixelSpacing (millimetres at the
 * detector) and time the frame time where they are known; else 1 and no unit. There is no orientation (qform and sform code 0).
 */
export function niftiHeader({ rows, columns, frames, imagerPixelSpacing, frameTimeMs }: Pick<ImageHeader, 'rows' | 'columns' | 'frames' | 'imagerPixelSpacing' | 'frameTimeMs'>): Uint8Array {
  const bytes = new Uint8Array(dataOffset)
  const view = new DataView(bytes.buffer)
  view.setInt32(0, 348, true)
  bytes[38] = 'r'.charCodeAt(0)
  for (const [index, size] of [4, columns, rows, 1, frames, 1, 1, 1].entries()) view.setInt16(40 + 2 * index, size, true)
  view.setInt16(68, intentLabel, true)
  view.setInt16(70, datatypeUint8, true)
  view.setInt16(72, 8, true)
  const [rowSpacing, columnSpacing] = imagerPixelSpacing ?? [1, 1]
  for (const [index, step] of [1, columnSpacing, rowSpacing, 1, frameTimeMs ?? 1, 1, 1, 1].entries()) view.setFloat32(76 + 4 * index, step, true)
  view.setFloat32(108, dataOffset, true)
  view.setFloat32(112, 1, true)
  bytes[123] = (imagerPixelSpacing ? unitMillimetre : 0) | (frameTimeMs === null ? 0 : unitMillisecond)
  bytes.set(new TextEncoder().encode('LightVessel labels'), 148)
  bytes.set(new TextEncoder().encode('n+1'), 344)
  return bytes
}
