import { readFileSync, writeFileSync } from 'node:fs'

/**
 * By how many bytes the resident memory of this process grew at its highest while `work` ran. Linux counts the peak itself, to the page,
 * and starts anew on request; elsewhere this is 0 and memory is not judged.
 */
export async function peakMemoryDuring(work: () => Promise<void>): Promise<number> {
  if (process.platform !== 'linux') return work().then(() => 0)
  writeFileSync('/proc/self/clear_refs', '5')
  const before = residentBytes('VmRSS')
  await work()
  return Math.max(0, residentBytes('VmHWM') - before)
}

function residentBytes(field: 'VmRSS' | 'VmHWM'): number {
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) * 1024
}
