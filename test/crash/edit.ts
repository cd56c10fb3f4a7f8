import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { bundleForNode } from '../support/bundle-for-node'
import { crashRounds, type CrashSummary } from './edit/crash-rounds'

/** Kills and checks. Its programs are bundled for it alone, so that a build in the meantime does not take them away. */
export async function run({ count, seed }: { count: number; seed: number }): Promise<{ result: CrashSummary; good: boolean }> {
  const programs = [await bundleForNode('./test/crash/edit/host.ts'), await bundleForNode('./electron/dicom/reader-worker.ts')] as const
  try {
    const [hostFile, workerFile] = programs
    const result = await crashRounds({ count, seed, hostFile, workerFile, say: (line) => console.error(line) })
    return { result, good: result.failures.length === 0 }
  } finally {
    for (const file of programs) rmSync(dirname(file), { recursive: true, force: true })
  }
}
