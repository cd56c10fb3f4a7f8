import type { Command } from 'commander'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { DataError } from '../../../ml/data/data-error'
import { createPhantomRun, type PhantomFrame, type PhantomRun } from '../../../ml/phantom/phantom-run'
import { writePhantomDicom } from '../../dicom/write-phantom-dicom'
import { interruptible, wholeNumber } from '../command-line'
import { ProgressLine } from '../progress-line'

interface PhantomCommandOptions {
  out: string
  count: number
  seed: number
  size: number
  cine?: number
  dicom?: true
  uncompressed?: true
  json?: true
}

/** How many stills show the same tree, from different sides. */
const stillsPerTree = 2

/** `phantom`: computer-made angiograms with their true masks. */
export function registerPhantomCommand(program: Command): void {
  program
    .command('phantom')
    .description('make phantom angiograms: a data folder, or cines as DICOM XA files')
    .requiredOption('--out <folder>', 'folder to write to')
    .requiredOption('--count <number>', 'how many stills, or with --cine how many cines', wholeNumber(1, 1_000_000))
    .option('--seed <number>', 'the same seed gives the same files, byte for byte', wholeNumber(0, 2 ** 31), 1)
    .option('--size <pixels>', 'width and height', wholeNumber(64, 2048), 512)
    .option('--cine <frames>', 'make cines with this many frames at 15 per second', wholeNumber(2, 2000))
    .option('--dicom', 'write cines as DICOM files into OUT/dicom (needs --cine)')
    .option('--uncompressed', 'DICOM without compression instead of JPEG baseline')
    .option('--json', 'print one JSON object on the last line')
    .action(phantom)
}

async function phantom(options: PhantomCommandOptions, command: Command): Promise<void> {
  if (options.dicom && options.cine === undefined) command.error('--dicom makes cines: say how many frames with --cine.', { exitCode: 2 })
  const out = resolve(options.out)
  const writer = new PhantomWriter(out, options)
  const result = await interruptible((signal) => writer.write(signal))
  if (result === null) return
  const summary = { ...result, out, seed: options.seed, size: options.size }
  if (options.json) console.log(JSON.stringify(summary))
  else console.log(`Wrote ${summary.images} images${options.dicom ? ` in ${options.count} DICOM files` : ''} to ${out}.`)
}

/** Writes phantoms in the order of their names; every name's content depends on the seed and its number only. */
class PhantomWriter {
  private readonly progress = new ProgressLine()
  private readonly manifest = ['name,patient,side,primaryAngle,secondaryAngle,pixelAtIsocentre']
  private readonly started = Date.now()
  private images = 0

  constructor(
    private readonly out: string,
    private readonly options: PhantomCommandOptions,
  ) {}

  async write(signal: AbortSignal): Promise<{ images: number; cines: number }> {
    const { count, cine, dicom } = this.options
    for (const folder of ['masks', dicom ? 'dicom' : 'images', 'truth']) await makeFolder(join(this.out, folder))
    for (let index = 0; index < count; index++) {
      signal.throwIfAborted()
      const name = `phantom_${String(index + 1).padStart(Math.max(4, String(count).length), '0')}`
      if (dicom) await this.writeDicom(name, index, signal)
      else if (cine !== undefined) await this.writeCine(name, index, signal)
      else await this.writeFrame(name, index, this.run(index, Math.floor(index / stillsPerTree)), 0)
    }
    await writeFile(join(this.out, 'manifest.csv'), `${this.manifest.join('\n')}\n`)
    this.progress.clear()
    return { images: this.images, cines: cine === undefined ? 0 : count }
  }

  private run(index: number, tree: number, side?: 'left' | 'right'): PhantomRun {
    const { seed, size, cine = 1 } = this.options
    // Seeds of neighbouring numbers are unrelated; the factors keep stills, trees and command seeds apart.
    return createPhantomRun({ seed: seed * 1_000_003 + index, patientSeed: seed * 999_983 + tree, size, frames: cine, ...(side ? { side } : {}) })
  }

  private async writeCine(name: string, index: number, signal: AbortSignal): Promise<void> {
    const run = this.run(index, index)
    for (let frame = 0; frame < run.frames; frame++) {
      signal.throwIfAborted()
      await this.writeFrame(`${name}_${String(frame + 1).padStart(4, '0')}`, index, run, frame)
    }
  }

  private async writeFrame(name: string, index: number, run: PhantomRun, frame: number): Promise<void> {
    const made = run.frame(frame)
    await writePng(join(this.out, 'images', `${name}.png`), made.pixels, run.size)
    await this.writeTruth(name, run, made, this.options.cine === undefined ? Math.floor(index / stillsPerTree) : index)
  }

  /** Two cines, left and right, are one patient's study. */
  private async writeDicom(name: string, index: number, signal: AbortSignal): Promise<void> {
    const patient = Math.floor(index / 2)
    const run = this.run(index, index, index % 2 === 0 ? 'left' : 'right')
    const file = await writePhantomDicom(run, {
      study: `${this.options.seed}/${patient}`,
      seriesNumber: (index % 2) + 1,
      uncompressed: this.options.uncompressed === true,
      onFrame: (made, frame) => this.writeTruth(`${name}_${String(frame + 1).padStart(4, '0')}`, run, made, patient),
      signal,
    })
    await writeFile(join(this.out, 'dicom', `${name}.dcm`), file)
  }

  private async writeTruth(name: string, run: PhantomRun, made: PhantomFrame, patient: number): Promise<void> {
    await writePng(join(this.out, 'masks', `${name}.png`), made.mask.map((value) => 255 * value), run.size)
    const vessels = made.vessels
      .filter((vessel) => vessel.labelled)
      .map((vessel) => ({
        name: vessel.name,
        points: vessel.points.map(([column, row]) => [round(column), round(row)]),
        diametersInPixels: vessel.diameters.map(round),
        diametersInMillimetres: vessel.millimetres.map(round),
        contrast: vessel.contrast.map(round),
      }))
    const { primaryAngle, secondaryAngle, pixelAtIsocentre, sourceToDetector, sourceToPatient } = run.view
    const truth = { name, side: run.side, size: run.size, view: { primaryAngle, secondaryAngle, pixelAtIsocentre, sourceToDetector, sourceToPatient }, vessels }
    await writeFile(join(this.out, 'truth', `${name}.json`), `${JSON.stringify(truth)}\n`)
    this.manifest.push([name, `tree_${String(patient + 1).padStart(4, '0')}`, run.side, primaryAngle, secondaryAngle, pixelAtIsocentre.toFixed(5)].join(','))
    this.images++
    const done = this.images / (this.options.count * (this.options.cine ?? 1))
    this.progress.update(done, `image ${this.images}`, done < 1 ? ((Date.now() - this.started) / 1000 / done) * (1 - done) : null)
  }
}

const round = (value: number): number => Math.round(100 * value) / 100

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (cause) {
    throw new DataError(`The folder ${folder} cannot be made: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}.`, { cause })
  }
}

/** 8-bit grey PNG. No metadata and a fixed compression, for the same bytes every time. */
async function writePng(file: string, pixels: Uint8Array, size: number): Promise<void> {
  await sharp(pixels, { raw: { width: size, height: size, channels: 1 } }).toColourspace('b-w').png({ compressionLevel: 6 }).toFile(file)
}
