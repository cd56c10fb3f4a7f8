import { mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

/**
 * Bundles one TypeScript entry as the product's own Node programs are bundled, into a folder of its own under `.build`,
 * where it finds the packages and the application folder. Returns the file to run.
 */
export async function bundleForNode(entry: string, externalPackages = true): Promise<string> {
  mkdirSync('.build', { recursive: true })
  const outfile = join(process.cwd(), mkdtempSync(join('.build', 'test-')), 'entry.cjs')
  const externals = externalPackages ? { packages: 'external' as const } : { external: ['electron'] }
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'error', ...externals })
  return outfile
}
