import { bundleIfStale } from './bundle.mjs'
import { checkNode } from './check-node.mjs'
import { installPackages } from './install-packages.mjs'
import { root } from './project.mjs'

/**
 * Everything that has to be there before the program runs: packages, native engine, bundles. Each step ends at once when
 * its result is there already. Without a native engine the program still runs, on WebAssembly.
 */
export async function prepare({ log }) {
  checkNode()
  await installPackages({ log })
  const { setUpNativeEngine } = await import('../native-engine.mjs')
  const engine = await setUpNativeEngine({ root, log })
  if (!engine.ok) log(`Native TensorFlow is not used: ${engine.reason} Inference runs on WebAssembly; training is not possible.`)
  await bundleIfStale()
}
