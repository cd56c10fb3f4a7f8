import { build } from 'esbuild'
import type { BenchWindow } from './bench-window'

/** Bundles a file of test/bench/pages and runs it in the page, past the page's rules for scripts. */
export async function runInPage({ debug }: BenchWindow, file: string): Promise<void> {
  const { outputFiles } = await build({ entryPoints: [`test/bench/pages/${file}`], bundle: true, write: false, platform: 'browser', format: 'iife', target: 'chrome120', define: { global: 'window' }, logLevel: 'error' })
  await debug.send('Runtime.evaluate', { expression: outputFiles[0]!.text })
}
