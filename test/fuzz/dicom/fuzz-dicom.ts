import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Judge, type Verdict } from './judge'
import { MutantMaker } from './mutants'
import { loadSpecimens } from './specimens'

export interface FuzzOptions {
  readonly count: number
  readonly seed: number
  /** Number of the first mutant, so that a large count can be done in pieces. */
  readonly from?: number
  readonly workerFile: string
  /** Where mutants that failed are kept. */
  readonly failuresFolder: string
  readonly say: (line: string) => void
}

export interface FuzzSummary {
  readonly seed: number
  readonly from: number
  readonly mutants: number
  readonly specimens: number
  readonly outcomes: Readonly<Record<string, number>>
  readonly failures: readonly { readonly file: string; readonly outcome: string; readonly message: string }[]
  /** Processor time of the slowest request of all, and the largest growth of memory. */
  readonly slowestMs: number
  readonly largestMemoryMb: number
  readonly seconds: number
}

/** Makes mutants of the real files and reads each; what crashes, hangs, takes too much or fails without a declared cause is kept for replay. */
export async function fuzzDicom({ count, seed, from = 0, workerFile, failuresFolder, say }: FuzzOptions): Promise<FuzzSummary> {
  const specimens = await loadSpecimens(say)
  const maker = new MutantMaker(specimens, seed)
  const folder = mkdtempSync(join(tmpdir(), 'lightvessel-mutants-'))
  const judge = new Judge(workerFile)
  const outcomes: Record<string, number> = {}
  const failures: { file: string; outcome: string; message: string }[] = []
  let [slowestMs, memoryBytes] = [0, 0]
  const started = performance.now()
  try {
    for (let number = from; number < from + count; number++) {
      const { name, bytes } = maker.make(number)
      const file = join(folder, name)
      writeFileSync(file, bytes)
      const verdict = await judge.judge(file)
      outcomes[verdict.outcome] = (outcomes[verdict.outcome] ?? 0) + 1
      slowestMs = Math.max(slowestMs, verdict.slowestMs)
      memoryBytes = Math.max(memoryBytes, verdict.memoryBytes)
      if (verdict.failed) failures.push(keep(file, name, verdict, failuresFolder, say))
      rmSync(file)
      if ((number + 1 - from) % 1000 === 0) say(`${number + 1 - from} of ${count} mutants, ${failures.length} failures`)
    }
  } finally {
    await judge.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const seconds = Math.round((performance.now() - started) / 1000)
  return { seed, from, mutants: count, specimens: specimens.length, outcomes, failures, slowestMs: Math.round(slowestMs), largestMemoryMb: Math.round(memoryBytes / 1024 ** 2), seconds }
}

function keep(file: string, name: string, { outcome, message }: Verdict, folder: string, say: (line: string) => void): { file: string; outcome: string; message: string } {
  mkdirSync(folder, { recursive: true })
  const kept = join(folder, name)
  copyFileSync(file, kept)
  say(`${outcome}: ${message} (kept as ${kept})`)
  return { file: kept, outcome, message }
}
