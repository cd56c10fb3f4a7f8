import { build } from 'esbuild'
import { expect, it } from 'vitest'

/** Packages that load native code which must not meet GTK's libraries, or TensorFlow, when a process starts. */
const kept = ['sharp', '@tensorflow/tfjs-core', '@tensorflow/tfjs-node-gpu']

async function importedAtStart(entry: string): Promise<string[]> {
  const { metafile } = await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'cjs', packages: 'external', write: false, metafile: true, logLevel: 'error' })
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports)
  return imports.filter(({ external, kind }) => external && kind !== 'dynamic-import').map(({ path }) => path)
}

it("Electron's main process loads neither image library nor TensorFlow", async () => {
  const loaded = await importedAtStart('electron/desktop/main.ts')
  expect(loaded).toContain('electron')
  expect(kept.filter((name) => loaded.some((path) => path === name || path.startsWith(`${name}/`)))).toEqual([])
  expect(await importedAtStart('electron/cli/main.ts')).toContain('sharp')
})

it('the preload script requires electron only: it is sandboxed', async () => {
  expect([...new Set(await importedAtStart('electron/desktop/preload.ts'))]).toEqual(['electron'])
})
