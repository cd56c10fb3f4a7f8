import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { writePng } from '../../electron/dicom/picture/write-png'

describe('grey PNG', () => {
  it.each([[1, 1], [7, 13], [64, 3]])('8 bits, %i × %i: another decoder reads the same samples', async (rows, columns) => {
    const samples = Uint8Array.from({ length: rows * columns }, (_, index) => (index * 97 + 13) % 256)
    const { data, info } = await sharp(await writePng(samples, columns, rows)).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
    expect([info.height, info.width, info.channels]).toEqual([rows, columns, 1])
    expect(Uint8Array.from(data)).toEqual(samples)
  })

  it('16 bits: another decoder reads the same samples', async () => {
    const samples = Uint16Array.from({ length: 40 * 30 }, (_, index) => (index * 5407) % 65_536)
    const png = await writePng(samples, 40, 30)
    expect((await sharp(png).metadata()).depth).toBe('ushort')
    const data = await sharp(png).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer()
    expect(new Uint16Array(Uint8Array.from(data).buffer)).toEqual(samples)
  })

  it('refuses samples that do not fill the image', async () => {
    await expect(writePng(new Uint8Array(5), 3, 2)).rejects.toThrow(RangeError)
  })
})
