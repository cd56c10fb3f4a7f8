import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createRandom } from '../../../ml/data/random'
import { batch, type Case } from './requests'

/** Writes what the contestants work on: normal noise, and a band as annotation for the training. */
export function writeInputs(folder: string, work: Case['work'], side: number): void {
  const random = createRandom(side)
  const pixels = side * side * (work === 'step' ? batch : 1)
  writeFloats(path.join(folder, `${work}-${side}.bin`), Float32Array.from({ length: pixels }, () => random.normal()))
  if (work === 'step') writeFloats(path.join(folder, `${work}-${side}-annotation.bin`), Float32Array.from({ length: pixels }, (_, index) => (index % side) / side < 0.06 ? 1 : 0))
}

export function readFloats(folder: string, name: string): Float32Array {
  const content = readFileSync(path.join(folder, name))
  return new Float32Array(content.buffer.slice(content.byteOffset, content.byteOffset + content.byteLength))
}

export function writeFloats(file: string, values: Float32Array): void {
  writeFileSync(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
}
