import type { Command } from 'commander'
import { mkdir, readdir, stat } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import sharp from 'sharp'
import { greyOfPicture } from '../../../ml/data/grey-of-picture'
import { pictureExtensions, readPicture } from '../../../ml/data/read-picture'
import type { GreyImage } from '../../../ml/inference/grey-image'
import { loadSegmenter } from '../../../ml/inference/segmenter'
import { interruptible } from '../command-line'
import { ProgressLine } from '../progress-line'
import { startEngine, warnIfUnfinished } from '../start-engine'

interface SegmentCommandOptions {
  model: string
  in: string
  out: string
  probability?: true
  json?: true
}

/** `segment`: masks of pictures as PNG (0 and 255), by a model. */
export function registerSegmentCommand(program: Command): void {
  program
    .command('segment')
    .description('segment pictures; writes one PNG mask per picture')
    .requiredOption('--model <folder>', 'run or model folder')
    .requiredOption('--in <path>', `a picture (${pictureExtensions.join(' ')}) or a folder of pictures`)
    .requiredOption('--out <folder>', 'folder for NAME.png')
    .option('--probability', 'also write NAME.probability.png, 0 to 255')
    .option('--json', 'print one JSON object on the last line')
    .action(segment)
}

async function segment(options: SegmentCommandOptions): Promise<void> {
  const files = await picturesAt(resolve(options.in))
  const out = resolve(options.out)
  await warnIfUnfinished(resolve(options.model))
  await startEngine('inference')
  await mkdir(out, { recursive: true })
  const progress = new ProgressLine()
  const failed: { file: string; message: string }[] = []
  let written = 0
  await interruptible(async (signal) => {
    const segmenter = await loadSegmenter(resolve(options.model))
    try {
      for (const [index, file] of files.entries()) {
        signal.throwIfAborted()
        const name = basename(file, extname(file))
        try {
          const image = await greyPicture(file)
          const { mask, probability } = await segmenter.segment(image)
          await writePng(join(out, `${name}.png`), mask.map((value) => 255 * value), image)
          if (options.probability) await writePng(join(out, `${name}.probability.png`), probability, image)
          written++
        } catch (error) {
          // One bad picture does not stop the others; it decides the exit code.
          if (!(error instanceof Error)) throw error
          failed.push({ file, message: error.message })
          progress.say(error.message)
        }
        progress.update((index + 1) / files.length, `picture ${index + 1} of ${files.length}`)
      }
    } finally {
      segmenter.dispose()
    }
  })
  progress.clear()
  if (failed.length > 0) process.exitCode ??= 1
  if (options.json) console.log(JSON.stringify({ written, failed }))
  else console.error(`${written} of ${files.length} pictures segmented into ${out}.`)
}

async function greyPicture(file: string): Promise<GreyImage> {
  return greyOfPicture(await readPicture(file))
}

function writePng(file: string, pixels: Uint8Array, { rows, columns }: GreyImage): Promise<unknown> {
  return sharp(pixels, { raw: { width: columns, height: rows, channels: 1 } }).toColourspace('b-w').png().toFile(file)
}

async function picturesAt(path: string): Promise<string[]> {
  const isFolder = (await stat(path).catch(() => null))?.isDirectory()
  if (isFolder === undefined) throw new PictureError(`${path} does not exist.`)
  if (!isFolder) return [path]
  const files = (await readdir(path)).filter((name) => !name.startsWith('.') && pictureExtensions.includes(extname(name).toLowerCase())).sort()
  if (files.length === 0) throw new PictureError(`${path} holds no pictures (${pictureExtensions.join(' ')}).`)
  return files.map((name) => join(path, name))
}

/** There is nothing to segment. */
class PictureError extends Error {
  override readonly name = 'PictureError'
}
