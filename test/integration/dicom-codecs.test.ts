import loadCharls from '@cornerstonejs/codec-charls/wasmjs'
import loadOpenjpeg from '@cornerstonejs/codec-openjpeg/wasmjs'
import { describe, expect, it } from 'vitest'
import { decodeDicomFrame } from '../../electron/dicom/decode/decode-dicom-frame'
import { MemorySource } from '../../electron/dicom/parse/byte-source'
import { readDicomHeader } from '../../electron/dicom/parse/read-dicom-header'
import { encapsulate, imageFile, type TestImage } from '../helpers/dicom-bytes'
import { createTestRandom } from '../helpers/test-random'

const silent = () => ({ print: () => {}, printErr: () => {} })
const [rows, columns] = [23, 31]

interface Encoded {
  readonly samples: Uint8Array
  readonly precision: number
  readonly components: 1 | 3
  readonly signed?: boolean
}

const frameInfo = ({ precision, components, signed = false }: Encoded) => ({ width: columns, height: rows, bitsPerSample: precision, componentCount: components, isSigned: signed, isUsingColorTransform: components === 3 })

/** Interleave modes: 0 component after component, 1 line by line, 2 pixel by pixel. */
async function encodeJpegLs(image: Encoded, interleave: 0 | 1 | 2): Promise<Uint8Array> {
  const encoder = new (await loadCharls(silent())).JpegLSEncoder()
  encoder.getDecodedBuffer(frameInfo(image)).set(image.samples)
  encoder.setNearLossless(0)
  encoder.setInterleaveMode(interleave)
  encoder.encode()
  const encoded = encoder.getEncodedBuffer().slice()
  encoder.delete()
  return encoded
}

async function encodeJpeg2000(image: Encoded): Promise<Uint8Array> {
  const encoder = new (await loadOpenjpeg(silent())).J2KEncoder()
  encoder.getDecodedBuffer(frameInfo(image)).set(image.samples)
  encoder.setQuality(true, 0)
  encoder.setDecompositions(2)
  encoder.encode()
  const encoded = encoder.getEncodedBuffer().slice()
  encoder.delete()
  return encoded
}

async function decode(stream: Uint8Array, image: TestImage): Promise<Uint8Array> {
  const file = readDicomHeader(new MemorySource(imageFile({ rows, columns, encapsulated: true, pixels: encapsulate([stream]), ...image })))
  return decodeDicomFrame(file, 0)
}

const random = createTestRandom(11)
const noise = Uint8Array.from({ length: rows * columns * 3 }, () => random(0, 255))
const rgb = { samples: noise, precision: 8, components: 3 } as const
const colour = { samples: 3 }

/** Samples as they lie in memory, channel after channel. */
const planar = Uint8Array.from(noise, (_, at) => noise[(at % (rows * columns)) * 3 + Math.floor(at / (rows * columns))]!)

describe('colour and signs through the codecs', () => {
  it.each([['component by component', 0, planar], ['line by line', 1, noise], ['pixel by pixel', 2, noise]] as const)('JPEG-LS %s', async (_, interleave, samples) => {
    const stream = await encodeJpegLs({ ...rgb, samples }, interleave)
    expect(Buffer.from(await decode(stream, { ...colour, syntax: '1.2.840.10008.1.2.4.80', photometric: 'RGB' })).equals(noise)).toBe(true)
  })

  it('JPEG 2000 in colour, whose transform is undone by the codec', async () => {
    const stream = await encodeJpeg2000(rgb)
    expect(Buffer.from(await decode(stream, { ...colour, syntax: '1.2.840.10008.1.2.4.90', photometric: 'YBR_RCT' })).equals(noise)).toBe(true)
  })

  it('JPEG 2000 of signed 12-bit samples', async () => {
    const samples = Int16Array.from({ length: rows * columns }, () => random(-2048, 2047))
    const stream = await encodeJpeg2000({ samples: new Uint8Array(samples.buffer), precision: 12, components: 1, signed: true })
    const decoded = await decode(stream, { syntax: '1.2.840.10008.1.2.4.90', bits: [16, 12, 11], signed: true })
    expect([...new Int16Array(decoded.buffer)]).toEqual([...samples])
  })

  it('8-bit streams in 16-bit headers are widened', async () => {
    const samples = noise.slice(0, rows * columns)
    const stream = await encodeJpegLs({ samples, precision: 8, components: 1 }, 0)
    const decoded = await decode(stream, { syntax: '1.2.840.10008.1.2.4.80', bits: [16, 8, 7] })
    expect([...new Uint16Array(decoded.buffer)]).toEqual([...samples])
  })

  it('JPEG-LS without its end is refused at once', async () => {
    const stream = await encodeJpegLs(rgb, 1)
    await expect(decode(stream.subarray(0, stream.length - 20), { ...colour, syntax: '1.2.840.10008.1.2.4.80', photometric: 'RGB' })).rejects.toThrow('a JPEG-LS frame ends without its end marker')
  })

  it('a damaged stream fails, and the next one is decoded', async () => {
    const stream = await encodeJpeg2000(rgb)
    const image = { ...colour, syntax: '1.2.840.10008.1.2.4.90', photometric: 'RGB' }
    await expect(decode(stream.subarray(0, 150), image)).rejects.toThrow('a JPEG 2000 frame is damaged')
    expect(Buffer.from(await decode(stream, image)).equals(noise)).toBe(true)
  })
})
