import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { runCommand, SetUpError } from './command.mjs'

/** The release that @tensorflow/tfjs-node-gpu 4.22.0 downloads by itself. */
export const stockVersion = '2.9.1'

const host = process.env.TFJS_NODE_CDN_STORAGE ?? process.env.CDN_STORAGE ?? 'https://storage.googleapis.com/'

/**
 * Fetches the library that the TensorFlow.js package's own install script would fetch, and unpacks it into `folder`
 * (lib/ and include/). With `gpu` it needs CUDA 11.2 and cuDNN 8.1 on the machine and has no kernels for GPUs after Ampere.
 */
export async function unpackStock({ folder, gpu, log }) {
  const address = new URL(`tensorflow/libtensorflow/libtensorflow-${gpu ? 'gpu' : 'cpu'}-linux-x86_64-${stockVersion}.tar.gz`, host)
  const archive = path.join(folder, 'stock.tar.gz')
  log(`Fetching libtensorflow ${stockVersion} from ${address.host} …`)
  const hash = createHash('sha256')
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(1_800_000) })
    if (!response.ok || !response.body) throw new SetUpError(`${address.host} answered ${response.status} for libtensorflow ${stockVersion}.`)
    const source = Readable.fromWeb(response.body)
    let fetched = 0
    let reported = Date.now()
    source.on('data', (chunk) => {
      hash.update(chunk)
      fetched += chunk.length
      if (Date.now() - reported < 5000) return
      reported = Date.now()
      log(`  ${Math.round(fetched / 1e6)} MB …`)
    })
    await pipeline(source, createWriteStream(archive))
  } catch (error) {
    if (error instanceof SetUpError) throw error
    if (error.code === 'ENOSPC') throw new SetUpError(`Fetching libtensorflow ${stockVersion} failed because the disk is full.`)
    throw new SetUpError(`libtensorflow ${stockVersion} could not be fetched: ${address.host} cannot be reached (offline?).`)
  }
  await mkdir(path.join(folder, 'lib'), { recursive: true })
  await runCommand('tar', ['-xzf', archive, '-C', folder, './lib', './include'], { what: `Unpacking libtensorflow ${stockVersion}`, seconds: 300 })
  await rm(archive)
  return { libraries: ['libtensorflow.so.2', 'libtensorflow_framework.so.2'], source: `libtensorflow ${stockVersion} (${gpu ? 'GPU' : 'CPU'})`, sha256: hash.digest('hex') }
}
