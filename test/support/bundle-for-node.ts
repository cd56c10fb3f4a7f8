import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

/** Bundles one TypeScript entry as the product's own Node entries are bundled; returns the file to run. */
export async function bundleForNode(entry: string, external: readonly string[] = []): Promise<string> {
  const outfile = join(mkdtempSync(join(tmpdir(), 'lightvessel-test-')), 'entry.cjs')
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20', external: [...external], logLevel: 'error' })
  return outfile
}
