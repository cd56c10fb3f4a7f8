import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { answers, runCommand } from './command.mjs'

/** Compiles the package's own N-API binding against the unpacked library: lib/tfjs_binding.node. */
export async function compileBinding({ root, folder, libraries, log }) {
  const sources = path.join(root, 'node_modules/@tensorflow/tfjs-node-gpu/binding')
  const lib = path.join(folder, 'lib')
  log('Compiling the TensorFlow binding with g++ (about 15 s) …')
  await runCommand(
    'g++',
    [
      '-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8',
      '-I', path.join(root, 'node_modules/node-api-headers/include'), '-I', path.join(folder, 'include'),
      path.join(sources, 'tfjs_backend.cc'), path.join(sources, 'tfjs_binding.cc'),
      '-o', path.join(lib, 'tfjs_binding.node'), '-L', lib, ...libraries.map((library) => `-l:${library}`), '-Wl,-rpath,$ORIGIN',
    ],
    { what: 'Compiling the TensorFlow binding', seconds: 600 },
  )
  // The libraries carry a quarter of their size in symbols that nothing here reads.
  if (await answers('strip')) {
    log('Stripping the libraries …')
    for (const library of await readdir(lib)) {
      if (library.includes('.so')) await runCommand('strip', ['--strip-unneeded', path.join(lib, library)], { what: `Stripping ${library}`, seconds: 300 })
    }
  }
}

/** Loads the finished binding in a process of its own, as the engine will: { tensorflow, gpu }. */
export async function tryBinding(folder) {
  const program = "const b = require(process.argv[1]); console.log('LOADED ' + JSON.stringify({ tensorflow: b.TF_Version, gpu: b.isUsingGpuDevice() }))"
  const output = await runCommand(process.execPath, ['-e', program, path.join(folder, 'lib/tfjs_binding.node')], {
    what: 'Loading the TensorFlow binding',
    seconds: 120,
    environment: { TF_CPP_MIN_LOG_LEVEL: '2', TF_FORCE_GPU_ALLOW_GROWTH: 'true', ELECTRON_RUN_AS_NODE: '1' },
    explain: (text) => (/GLIBC/.test(text) ? "This system's C library is too old for TensorFlow's official build (glibc 2.27 or newer is needed)." : null),
  })
  return JSON.parse(output.match(/LOADED (.*)/)[1])
}
