import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { runCommand, SetUpError } from './command.mjs'

/** TensorFlow's release whose wheel carries the library and its C headers. */
export const wheelVersion = '2.21.0'

/** Unpacks members of a wheel with python3's own zip reader; prints one line per unpacked file. */
const unpackProgram = `
import re, shutil, sys, zipfile, os
wheel, target, pattern, strip = sys.argv[1:5]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.endswith('/') or not re.search(pattern, name): continue
        relative = name[len(strip):] if name.startswith(strip) else name
        place = os.path.normpath(os.path.join(target, relative))
        if not place.startswith(os.path.abspath(target) + os.sep): sys.exit('unsafe name in the wheel: ' + name)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with archive.open(name) as source, open(place, 'wb') as sink: shutil.copyfileobj(source, sink, 1 << 20)
        print(name)
`

/** The headers the binding includes, relative to the wheel's include folder. */
const headerPattern = String.raw`^tensorflow/include/(tensorflow/c/(c_api|c_api_macros|tf_attrtype|tf_buffer|tf_datatype|tf_status|tf_tensor|tf_tstring)\.h|tensorflow/c/eager/c_api\.h|(tensorflow/core|tsl)/platform/ctstring(_internal)?\.h|xla/tsl/c/tsl_status\.h)$`

/**
 * Fetches `tensorflow-cpu` (or, with `gpu`, `tensorflow` and NVIDIA's CUDA 12 libraries) with python3's pip and unpacks
 * what the binding needs into `folder`: lib/, include/ and, with `gpu`, nvidia/. Python itself never runs TensorFlow.
 *
 * @returns the libraries to link against and the wheel's SHA-256
 */
export async function unpackWheel({ folder, gpu, log }) {
  const name = gpu ? 'tensorflow' : 'tensorflow-cpu'
  await requirePip()
  const downloads = path.join(folder, 'download')
  await mkdir(downloads, { recursive: true })
  log(`Fetching ${name} ${wheelVersion} with pip (about ${gpu ? 600 : 275} MB) …`)
  const wheel = await download(`${name}==${wheelVersion}`, downloads, folder, log)
  const sha256 = await hashFile(wheel)
  log('Unpacking the TensorFlow libraries …')
  await unpack(wheel, path.join(folder, 'lib'), String.raw`^tensorflow/libtensorflow_(cc|framework)\.so\.2$`, 'tensorflow/')
  await unpack(wheel, path.join(folder, 'include'), headerPattern, 'tensorflow/include/')
  const requirements = gpu ? await cudaRequirements(wheel) : []
  await rm(wheel)
  for (const requirement of requirements) {
    log(`Fetching ${requirement} …`)
    const part = await download(requirement, downloads, folder, log)
    await unpack(part, path.join(folder, 'nvidia'), String.raw`^nvidia/.*(/lib/|/bin/ptxas|/nvvm/libdevice/)`, 'nvidia/')
    await rm(part)
  }
  return { libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'], source: `${name} ${wheelVersion} wheel`, sha256 }
}

async function requirePip() {
  await runCommand('python3', ['-m', 'pip', '--version'], {
    what: 'Fetching TensorFlow',
    seconds: 60,
    explain: (output) => (/No module named pip/.test(output) ? "python3 has no pip, and fetching TensorFlow's wheel needs it." : null),
  })
}

/** One wheel by pip into `downloads`; resolves to its file. */
async function download(requirement, downloads, scratch, log) {
  const before = new Set(await readdir(downloads))
  const started = Date.now()
  const ticker = setInterval(() => log(`  still fetching ${requirement} (${Math.round((Date.now() - started) / 1000)} s) …`), 10_000)
  try {
    await runCommand(
      'python3',
      ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--python-version', '311', '--implementation', 'cp', '--abi', 'cp311', '--abi', 'none', '--retries', '2', '--timeout', '30', '--progress-bar', 'off', '--dest', downloads, requirement],
      { what: `Fetching ${requirement}`, seconds: 1800, environment: { TMPDIR: scratch, PIP_DISABLE_PIP_VERSION_CHECK: '1' }, explain: (output) => pipCause(requirement, output) },
    )
  } finally {
    clearInterval(ticker)
  }
  const wheel = (await readdir(downloads)).find((file) => !before.has(file) && file.endsWith('.whl'))
  if (!wheel) throw new SetUpError(`pip reported success but left no wheel for ${requirement}.`)
  return path.join(downloads, wheel)
}

function pipCause(requirement, output) {
  if (/No space left on device/.test(output)) return null
  if (/Name or service not known|name resolution|Network is unreachable|Failed to establish a new connection|Connection refused|ProxyError|timed out/i.test(output)) {
    return `${requirement} could not be fetched: the Python package index cannot be reached (offline?).`
  }
  if (/No matching distribution|Could not find a version/.test(output)) return `The Python package index has no ${requirement} for this machine.`
  return null
}

function unpack(wheel, target, pattern, strip) {
  return runCommand('python3', ['-c', unpackProgram, wheel, path.resolve(target), pattern, strip], { what: `Unpacking ${path.basename(wheel)}`, seconds: 600 })
}

/** The NVIDIA wheels that the wheel itself names for its `and-cuda` extra. */
async function cudaRequirements(wheel) {
  const program = "import sys, zipfile; a = zipfile.ZipFile(sys.argv[1]); print(a.read([n for n in a.namelist() if n.endswith('.dist-info/METADATA')][0]).decode())"
  const metadata = await runCommand('python3', ['-c', program, wheel], { what: 'Reading the wheel', seconds: 60 })
  return [...metadata.matchAll(/^Requires-Dist: *([^;]+);.*and-cuda/gm)].map((match) => match[1].replaceAll(' ', '').replaceAll(/[()]/g, ''))
}

async function hashFile(file) {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk)
  return hash.digest('hex')
}
