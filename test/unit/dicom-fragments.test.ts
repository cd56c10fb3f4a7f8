import { describe, expect, it } from 'vitest'
import { MemorySource } from '../../electron/dicom/parse/byte-source'
import { readDicomHeader } from '../../electron/dicom/parse/read-dicom-header'
import { readStoredFrame } from '../../electron/dicom/parse/pixel-layout'
import { encapsulate, imageFile } from '../helpers/dicom-bytes'

/** A fragment that begins like a JPEG stream, and one that continues it; the number tells them apart. */
const begin = (mark: number): Uint8Array => Uint8Array.of(0xff, 0xd8, mark, mark)
const more = (mark: number): Uint8Array => Uint8Array.of(mark, mark)

function open(frames: number, pixels: Uint8Array, syntax = '1.2.840.10008.1.2.4.50') {
  const file = readDicomHeader(new MemorySource(imageFile({ syntax, frames, pixels, encapsulated: true })))
  const stored = Array.from({ length: file.header.frames }, (_, frame) => [...readStoredFrame(file.dataSet, file.layout, frame)].filter((byte) => byte < 0x80))
  return { stored, warnings: file.header.warnings.filter((warning) => !warning.includes('frame time')) }
}

describe('frames of encapsulated pixel data', () => {
  it('are single fragments when there are as many', () => {
    expect(open(2, encapsulate([begin(1), begin(2)]))).toEqual({ stored: [[1, 1], [2, 2]], warnings: [] })
  })

  it('are put together without an offset table, where streams begin', () => {
    expect(open(2, encapsulate([begin(1), more(2), more(3), begin(4), more(5)])).stored).toEqual([[1, 1, 2, 2, 3, 3], [4, 4, 5, 5]])
  })

  it('are put together by the offset table', () => {
    const fragments = [more(1), more(2), more(3)]
    expect(open(2, encapsulate(fragments, [0, 20])).stored).toEqual([[1, 1, 2, 2], [3, 3]])
  })

  it('are found without it when the table points between fragments', () => {
    expect(open(2, encapsulate([begin(1), more(2), begin(3)], [0, 7])).stored).toEqual([[1, 1, 2, 2], [3, 3]])
  })

  it('are found without it when the table has one entry for the whole run', () => {
    expect(open(3, encapsulate([begin(1), more(2), begin(3), begin(4)], [0])).stored).toEqual([[1, 1, 2, 2], [3, 3], [4, 4]])
  })

  it('are one frame in many fragments', () => {
    expect(open(1, encapsulate([begin(1), more(2), more(3)])).stored).toEqual([[1, 1, 2, 2, 3, 3]])
  })

  it('are counted in the file when the header states too many or too few', () => {
    expect(open(5, encapsulate([begin(1), begin(2)]))).toEqual({ stored: [[1, 1], [2, 2]], warnings: ['The header states 5 frames, but only 2 are complete in the file.'] })
    expect(open(1, encapsulate([begin(1), begin(2)])).warnings).toEqual(['The header states 1 frames, but the file holds 2.'])
  })

  it('end with a warning where the file was cut', () => {
    const cut = encapsulate([begin(1), begin(2), begin(3)], [], { delimiter: false }).subarray(0, -2)
    expect(open(3, cut)).toEqual({
      stored: [[1, 1], [2, 2]],
      warnings: ['The pixel data end before their closing delimiter.', 'The header states 3 frames, but only 2 are complete in the file.'],
    })
  })

  it('lose a last frame whose later fragments were cut off', () => {
    const cut = encapsulate([begin(1), more(2), begin(3), more(4), begin(5), more(6)], [], { delimiter: false }).subarray(0, -2)
    expect(open(3, cut).stored).toEqual([[1, 1, 2, 2], [3, 3, 4, 4]])
  })

  it('are missing when there is no fragment', () => {
    expect(() => open(1, encapsulate([]))).toThrow('its pixel data are empty')
    expect(() => open(1, Uint8Array.of(1, 2, 3))).toThrow('ends where its pixel data begin')
    expect(() => open(1, new Uint8Array(16))).toThrow('instead of an offset table')
  })

  it('never reach beyond the file, whatever a fragment says', () => {
    const lying = encapsulate([begin(1), begin(2)])
    new DataView(lying.buffer).setUint32(24, 0x7fffffff, true)
    expect(open(2, lying).stored).toEqual([[1, 1]])
  })
})
