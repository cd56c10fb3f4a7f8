import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadSample, readDataFolder } from '../../ml/data/data-folder'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lightvessel-data-'))
  await mkdir(join(folder, 'images'))
  await mkdir(join(folder, 'masks'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const grey = (values: number[], width: number) => sharp(Uint8Array.from(values), { raw: { width, height: values.length / width, channels: 1 } }).toColourspace('b-w')
const image = (name: string) => join(folder, 'images', name)
const mask = (name: string) => join(folder, 'masks', name)
async function only() {
  const { samples } = await readDataFolder(folder)
  return loadSample(samples[0]!)
}

describe('a data folder', () => {
  it('lists images with their masks and patients', async () => {
    for (const name of ['b', 'a', 'c, odd']) {
      await grey([0, 50, 100, 150], 2).png().toFile(image(`${name}.png`))
      await grey([0, 255, 0, 255], 2).png().toFile(mask(`${name}.png`))
    }
    await writeFile(image('notes.txt'), 'not a picture')
    await writeFile(join(folder, 'manifest.csv'), 'width,name,patient\n2,a,P1\n2,"c, odd",P1\n2,b,\n')
    const { samples } = await readDataFolder(folder)
    expect(samples.map((one) => [one.name, one.patient])).toEqual([['a', 'P1'], ['b', 'b'], ['c, odd', 'P1']])
    const loaded = await loadSample(samples[0]!)
    expect(loaded.image).toEqual({ rows: 2, columns: 2, pixels: Float32Array.of(0, 50 / 255, 100 / 255, 150 / 255) })
    expect([...loaded.mask]).toEqual([0, 1, 0, 1])
    expect(loaded.warnings).toEqual([])
  })

  it('reads 16-bit PNG, colour PNG with alpha, JPEG, TIFF and PGM', async () => {
    await grey([0, 1, 1, 0], 2).png().toFile(mask('a.png'))
    const wide = sharp(Uint16Array.of(0, 1000, 40000, 65535), { raw: { width: 2, height: 2, channels: 1 } }).toColourspace('grey16')
    await wide.png().toFile(image('a.png'))
    expect([...(await only()).image.pixels].map((value) => Math.round(value * 65535))).toEqual([0, 1000, 40000, 65535])
    await rm(image('a.png'))

    const colour = Uint8Array.from({ length: 16 }, (_, i) => (i % 4 === 3 ? 128 : 60 * Math.floor(i / 4)))
    await sharp(colour, { raw: { width: 2, height: 2, channels: 4 } }).png().toFile(image('a.png'))
    expect([...(await only()).image.pixels].map((value) => Math.round(value * 255))).toEqual([0, 60, 120, 180])
    await rm(image('a.png'))

    await grey([0, 60, 120, 180], 2).tiff({ compression: 'lzw' }).toFile(image('a.tif'))
    expect([...(await only()).image.pixels].map((value) => Math.round(value * 255))).toEqual([0, 60, 120, 180])
    await rm(image('a.tif'))

    await grey([90, 90, 90, 90], 2).jpeg().toFile(image('a.JPG'))
    expect((await only()).image.pixels[3]).toBeCloseTo(90 / 255, 2)
    await rm(image('a.JPG'))

    await writeFile(image('a.pgm'), 'P2 # plain\n2 2 # size\n100\n0 25 50 100\n')
    expect([...(await only()).image.pixels].map((value) => Math.round(value * 255))).toEqual([0, 64, 128, 255])
    await writeFile(image('a.pgm'), Buffer.concat([Buffer.from('P5\n2 2\n1000\n'), Buffer.from([0, 0, 0, 250, 1, 244, 3, 232])]))
    expect([...(await only()).image.pixels]).toEqual([0, 0.25, 0.5, 1])
  })

  it('takes empty masks with a warning', async () => {
    await grey([0, 1, 2, 3], 2).png().toFile(image('a.png'))
    await grey([0, 0, 0, 0], 2).png().toFile(mask('a.png'))
    const loaded = await only()
    expect(loaded.mask.includes(1)).toBe(false)
    expect(loaded.warnings).toEqual([`The mask ${mask('a.png')} is empty.`])
  })

  it('says in one sentence what is wrong', async () => {
    await expect(readDataFolder(join(folder, 'nowhere'))).rejects.toThrow('needs the subfolders images and masks')
    await expect(readDataFolder(folder)).rejects.toThrow(`${join(folder, 'images')} holds no images.`)
    await grey([0, 1, 2, 3], 2).png().toFile(image('a.png'))
    await expect(readDataFolder(folder)).rejects.toThrow('The image a.png has no mask in')

    await grey([0, 255], 2).png().toFile(mask('a.png'))
    await expect(only()).rejects.toThrow(`The mask ${mask('a.png')} has 2×1 pixels, but its image has 2×2.`)
    await grey([0, 7, 200, 255], 2).png().toFile(mask('a.png'))
    await expect(only()).rejects.toThrow('more than two grey values (0, 7, 200, 255).')
    await writeFile(mask('a.png'), 'rubbish')
    await expect(only()).rejects.toThrow(/a\.png cannot be read as a picture: [^\n]+\.$/)
    await writeFile(mask('a.png'), 'P5\n2 2\n255\nab')
    await expect(only()).rejects.toThrow('ends before its last row')
    await grey([0, 1, 1, 0], 2).png().toFile(mask('a.png'))
    await grey([0, 1, 2, 3], 2).tiff().toFile(image('a.tiff'))
    await expect(readDataFolder(folder)).rejects.toThrow('a name may occur once')
    await rm(image('a.tiff'))
    await writeFile(join(folder, 'manifest.csv'), 'picture,patient\na,P1\n')
    await expect(readDataFolder(folder)).rejects.toThrow('has no column "name"')
  })
})
