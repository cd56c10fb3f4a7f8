import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { crashRounds } from '../crash/edit/crash-rounds'
import { bundleForNode } from '../support/bundle-for-node'

/** A slice of `npm run crash`. */
const kills = 10

it(`a host that is killed ${kills} times loses at most the act that was under way`, async () => {
  const [hostFile, workerFile] = [await bundleForNode('test/crash/edit/host.ts'), await bundleForNode('electron/dicom/reader-worker.ts')]
  try {
    const summary = await crashRounds({ count: kills, seed: 3, hostFile, workerFile, say: console.log })
    console.log(JSON.stringify(summary))
    expect(summary.failures).toEqual([])
    expect(summary.kills).toBe(kills)
    // A host that is never at work when it is killed would prove nothing.
    expect(summary.acknowledged).toBeGreaterThan(kills)
  } finally {
    for (const file of [hostFile, workerFile]) rmSync(dirname(file), { recursive: true, force: true })
  }
})
