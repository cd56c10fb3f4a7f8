import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fuzzDicom } from './dicom/fuzz-dicom'
import { Judge } from './dicom/judge'

const say = (line: string): void => console.error(line)
const workerFile = resolve('.build', 'electron', 'reader-worker.cjs')

/** One run of the fuzzer, or one file that it kept. Returns what is printed, and whether all was well. */
export async function run(options: { count: number; seed: number; from: number; replay: string | null }): Promise<{ result: unknown; good: boolean }> {
  if (options.replay === null) {
    const summary = await fuzzDicom({ ...options, workerFile, failuresFolder: resolve('.build', 'fuzz'), say })
    return { result: summary, good: summary.failures.length === 0 }
  }
  if (!existsSync(options.replay)) throw new Error(`There is no file ${options.replay}.`)
  const judge = new Judge(workerFile)
  try {
    const verdict = await judge.judge(options.replay)
    return { result: verdict, good: !verdict.failed }
  } finally {
    await judge.close()
  }
}
