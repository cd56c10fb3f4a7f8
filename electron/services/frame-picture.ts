import { greyImageFromRaw, type GreyImage } from '../../ml/inference/grey-image'
import { writePng } from '../dicom/picture/write-png'
import type { RawFrame } from '../ipc/contract/engine'

/**
 * The frame as PNG with exactly the grey values that the net sees when the frame is segmented: 8 bits where the frame has 8 grey bits,
 * else 16, which keeps what stretching and luminance leave.
 */
export async function framePng(frame: RawFrame): Promise<Buffer> {
  const grey = greyImageFromRaw(frame)
  const isEightBit = frame.bitsAllocated === 8 && !frame.signed && frame.samplesPerPixel === 1
  return isEightBit ? greyPng(grey, Uint8Array, 255) : greyPng(grey, Uint16Array, 65_535)
}

/** A mask as PNG for training: 255 where the label is one of a vessel; a catheter, for one, is background. */
export function maskPng(labels: Uint8Array, rows: number, columns: number, vesselLabels: ReadonlySet<number>): Promise<Buffer> {
  const value = Uint8Array.from({ length: 256 }, (_, label) => (vesselLabels.has(label) ? 255 : 0))
  const shown = labels.map((label) => value[label]!)
  return writePng(shown, columns, rows)
}

function greyPng(grey: GreyImage, Samples: Uint8ArrayConstructor | Uint16ArrayConstructor, maximum: number): Promise<Buffer> {
  const samples = new Samples(grey.pixels.length)
  for (let pixel = 0; pixel < samples.length; pixel++) samples[pixel] = Math.round(grey.pixels[pixel]! * maximum)
  return writePng(samples, grey.columns, grey.rows)
}
