import { rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { bundleForNode } from '../support/bundle-for-node'
import { crashRounds, type CrashSummary } from './edit/crash-rounds'

/** Kills and checks; the host's program is bundled first. */
export async function run({ count, seed }: { count: number; seed: number }): Promise<{ result: CrashSummary; good: boolean }> {
  const hostFile = await bundleForNode('test/crash/edit/host.ts')
  try {
    const result = await crashRounds({ count, seed, hostFile, workerFile: resolve('.build', 'electron', 'reader-worker.cjs'), say: (line) => console.error(line) })
    return { result, good: result.failures.length === 0 }
  } finally {
    rmSync(dirname(hostFile), { recursive: true, force: true })
  }
}
