import { Command } from 'commander'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { registerPhantomCommand } from '../../electron/cli/commands/phantom'
import { loadSample, readDataFolder } from '../../ml/data/data-folder'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lightvessel-phantom-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs the command and returns what it printed on standard output. */
async function phantom(...parameters: string[]): Promise<string[]> {
  const printed: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text))
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
  registerPhantomCommand(program)
  for (const command of program.commands) command.exitOverride()
  try {
    await program.parseAsync(['phantom', ...parameters], { from: 'user' })
  } finally {
    log.mockRestore()
    complaints.mockRestore()
  }
  return printed
}

async function contentsOf(path: string): Promise<Record<string, string>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort()
  const hashes: Record<string, string> = {}
  for (const file of files) hashes[file.slice(path.length)] = createHash('sha256').update(await readFile(file)).digest('hex')
  return hashes
}

describe('the phantom command', () => {
  it('writes a data folder that training reads, the same for the same seed', async () => {
    const [one, two, three] = ['one', 'two', 'three'].map((name) => join(folder, name)) as [string, string, string]
    const printed = await phantom('--out', one, '--count', '3', '--seed', '7', '--size', '128', '--json')
    expect(JSON.parse(printed[printed.length - 1]!)).toEqual({ images: 3, cines: 0, out: one, seed: 7, size: 128 })
    await phantom('--out', two, '--count', '3', '--seed', '7', '--size', '128')
    await phantom('--out', three, '--count', '3', '--seed', '8', '--size', '128')
    expect(await contentsOf(two)).toEqual(await contentsOf(one))
    expect(await contentsOf(three)).not.toEqual(await contentsOf(one))

    const { samples } = await readDataFolder(one)
    expect(samples.map((sample) => sample.patient)).toEqual(['tree_0001', 'tree_0001', 'tree_0002'])
    const { image, mask } = await loadSample(samples[0]!)
    expect([image.rows, image.columns]).toEqual([128, 128])
    expect(mask.includes(1)).toBe(true)
    const truth = JSON.parse(await readFile(join(one, 'truth', 'phantom_0001.json'), 'utf8'))
    expect(truth.vessels[0].points.length).toBe(truth.vessels[0].diametersInMillimetres.length)
  })

  it('writes cines as DICOM, left and right in one study, with a mask for every frame', async () => {
    const out = join(folder, 'cine')
    const printed = await phantom('--out', out, '--count', '2', '--seed', '7', '--size', '96', '--cine', '4', '--dicom', '--json')
    expect(JSON.parse(printed[printed.length - 1]!)).toMatchObject({ images: 8, cines: 2 })
    expect((await readdir(join(out, 'dicom'))).sort()).toEqual(['phantom_0001.dcm', 'phantom_0002.dcm'])
    expect(await readdir(join(out, 'masks'))).toHaveLength(8)
  })

  it('refuses --dicom without --cine, a bad size and a folder that cannot be made', async () => {
    await expect(phantom('--out', folder, '--count', '1', '--dicom')).rejects.toThrow('say how many frames with --cine')
    await expect(phantom('--out', folder, '--count', '1', '--size', '10')).rejects.toThrow('whole number from 64 to 2048')
    const file = join(folder, 'file')
    await writeFile(file, '')
    await expect(phantom('--out', file, '--count', '1')).rejects.toThrow('cannot be made: ENOTDIR.')
  })
})
