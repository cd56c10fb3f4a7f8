import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Bundles one entry point (a path below the root, e.g. `electron/dicom/reader-worker.ts`) as the product's own build does: CommonJS for
 * Node 20, packages left in node_modules. The file lies below the root so that those packages are found from it; `remove` deletes it.
 */
export async function bundleWorker(entry: string): Promise<{ file: string; remove: () => Promise<void> }> {
  await mkdir(join(root, '.build'), { recursive: true })
  const folder = await mkdtemp(join(root, '.build', 'test-'))
  const file = join(folder, 'worker.cjs')
  await build({ entryPoints: [join(root, entry)], outfile: file, bundle: true, platform: 'node', target: 'node20', format: 'cjs', packages: 'external', logLevel: 'error' })
  return { file, remove: () => rm(folder, { recursive: true, force: true }) }
}
