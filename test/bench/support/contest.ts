import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readFloats, writeInputs } from './bench-inputs'
import { Contestant, threads } from './contestant'
import type { Case } from './requests'
import { getOnnxRuntime, getPyTorch, rivalsFolder } from './rivals'

/** One way of one contestant. */
export interface Entry {
  name: string
  contestant: Contestant
  way: string
}

export interface ContestResult {
  samples: Record<string, number[]>
  ratios: Record<string, number>
  skipped: Record<string, string>
  versions: Record<string, string>
  /** Of each contestant. */
  threads: number
  /** Mean of the last minute before the start, all programs together: above 1, the cores were shared with others. */
  load: number
}

interface Contest {
  work: Case['work']
  nets: string[]
  sides: number[]
  rounds: number
  /** Repetitions per round. */
  times: number
  ways: string[]
}

/** Threads of the last contestant stop waiting for work before the next one starts. */
const pauseMs = 40
const outputTolerance = 1e-4
const checkedSteps = 3
/** Of the first step; later ones also differ by rounding that the optimiser magnifies. */
const lossTolerance = 1e-3
const laterLossTolerance = 2e-2

/**
 * Ours against every rival that can be had, turn by turn in one run, after their results have been found to agree. A
 * ratio is the median of the ratios of the rounds, so that a slower spell of the machine meets both sides.
 */
export async function contest({ work, nets, sides, rounds, times, ways }: Contest): Promise<ContestResult> {
  const folder = mkdtempSync(path.join(tmpdir(), 'lightvessel-bench-'))
  const contestants: Contestant[] = []
  const result: ContestResult = { samples: {}, ratios: {}, skipped: {}, versions: {}, threads, load: Number(loadavg()[0]!.toFixed(2)) }
  const start = (...parameters: ConstructorParameters<typeof Contestant>): Contestant => {
    const contestant = new Contestant(...parameters)
    contestants.push(contestant)
    return contestant
  }
  try {
    for (const side of sides) writeInputs(folder, work, side)
    const ours = start('ours', process.execPath, [__filename, 'serve-ours'])
    const version = (result.versions['ours'] = (await ours.ask({ ask: 'export', folder, nets })).version!)
    const entries: Entry[] = ways.map((way) => ({ name: `ours, ${way}`, contestant: ours, way }))
    const oneDnn = version.endsWith('on')
    const other = start(`ours, oneDNN ${oneDnn ? 'off' : 'on'}`, process.execPath, [__filename, 'serve-ours'], { TF_ENABLE_ONEDNN_OPTS: oneDnn ? '0' : '1' })
    entries.push({ name: `${other.name}, ${ways[0]}`, contestant: other, way: ways[0]! })
    if (work === 'predict') {
      await available('onnxruntime', async () => {
        await getOnnxRuntime()
        return [{ name: 'onnxruntime', contestant: start('onnxruntime', process.execPath, [__filename, 'serve-onnxruntime', rivalsFolder]), way: '' }]
      })
    }
    await available('pytorch', async () => {
      const contestant = start('pytorch', await getPyTorch(), [path.resolve('test/bench/support/serve_pytorch.py')])
      result.versions['pytorch'] = (await contestant.ask({ ask: 'export', folder, nets })).version!
      return ['nchw', 'channels_last'].map((way) => ({ name: `pytorch ${way}`, contestant, way }))
    })

    for (const net of nets) for (const side of sides) await checkAgreement(entries, { net, side, work }, folder)
    const turns = new Map<string, number[][]>()
    for (let round = 0; round < rounds; round++) {
      for (const net of nets) {
        for (const side of sides) {
          for (const { name, contestant, way } of entries) {
            await sleep(pauseMs)
            const { milliseconds } = await contestant.ask({ ask: 'time', folder, times, case: { net, side, way, work } })
            const part = `${net} ${side}² ${name}`
            turns.set(part, [...(turns.get(part) ?? []), milliseconds!])
          }
        }
      }
    }
    for (const [part, all] of turns) result.samples[part] = all.flat()
    for (const net of nets) {
      for (const side of sides) {
        const of = `${net} ${side}²`
        const first = turns.get(`${of} ${entries[0]!.name}`)!
        for (const { name } of entries.slice(1)) result.ratios[`${of} ${entries[0]!.name} / ${name}`] = ratio(first, turns.get(`${of} ${name}`)!)
      }
    }
    return result

    /** Adds the entries of a rival, or says why it takes no part. */
    async function available(rival: string, get: () => Promise<Entry[]>): Promise<void> {
      try {
        entries.push(...(await get()))
      } catch (error) {
        result.skipped[rival] = error instanceof Error ? error.message : String(error)
        console.error(`skipped: ${rival}: ${result.skipped[rival]}`)
      }
    }
  } finally {
    for (const contestant of contestants) contestant.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @throws when a rival does not compute what we do: its time would mean nothing */
async function checkAgreement(entries: readonly Entry[], of: Omit<Case, 'way'>, folder: string): Promise<void> {
  const expected = { values: new Float32Array() as Float32Array, losses: [] as number[] }
  for (const [index, { name, contestant, way }] of entries.entries()) {
    const { losses } = await contestant.ask({ ask: 'check', folder, case: { ...of, way }, output: path.join(folder, 'output.bin'), times: checkedSteps })
    if (losses) {
      if (index === 0) expected.losses = losses
      const wrong = losses.findIndex((loss, step) => Math.abs(loss / expected.losses[step]! - 1) > (step === 0 ? lossTolerance : laterLossTolerance))
      if (wrong >= 0) throw new Error(`The losses of ${of.net} at ${of.side}² differ: ${losses.join(', ')} (${name}), ${expected.losses.join(', ')} (ours).`)
    } else {
      const values = readFloats(folder, 'output.bin')
      if (index === 0) expected.values = values
      const scale = expected.values.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
      const difference = values.reduce((most, value, at) => Math.max(most, Math.abs(value - expected.values[at]!)), 0) / scale
      if (values.length !== expected.values.length || !(difference < outputTolerance)) throw new Error(`The outputs of ${of.net} at ${of.side}² differ by ${difference} (${name}).`)
    }
  }
}

function ratio(ours: readonly number[][], theirs: readonly number[][]): number {
  return Number(median(ours.map((times, round) => median(times) / median(theirs[round]!))).toFixed(3))
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}
