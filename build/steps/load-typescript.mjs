import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { inRoot } from './project.mjs'

/** Bundles a TypeScript entry of test/ as the product's Node programs are, into .build/FOLDER, and loads it. The working folder becomes the project. */
export async function loadTypeScript(entry, folder) {
  const { build } = await import('esbuild')
  const outfile = inRoot('.build', folder, `${path.basename(entry, '.ts')}-${process.pid}.cjs`)
  mkdirSync(inRoot('.build', folder), { recursive: true })
  await build({ absWorkingDir: inRoot(), entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20', packages: 'external', logLevel: 'error' })
  process.chdir(inRoot())
  return (await import(pathToFileURL(outfile).href)).default
}
