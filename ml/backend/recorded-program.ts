import type { RecordedAttribute, RecordedConstant, Recording } from './record-operations'
import type * as tf from './tf'

/** What a tensor is in the program of a calculation. */
export type Source = { kind: 'input' | 'variable' | 'constant' | 'captured'; index: number } | { kind: 'operation'; index: number; output: number }

/** A recording as a program: tensors named by where they come from, without what no output depends on. */
export interface Program {
  operations: { operation: string; attributes: readonly RecordedAttribute[]; inputs: Source[] }[]
  constants: RecordedConstant[]
  read: tf.Variable[]
  written: tf.Variable[]
  inputs: { shape: readonly number[] }[]
  /** The result, then the new values of `written`. */
  outputs: Source[]
  /** Float32 tensors that were there before and are neither inputs nor variables. */
  captured: { id: number; shape: readonly number[] }[]
}

/** Where a recording begins and ends, by tensor number. */
export interface Ends {
  inputs: readonly tf.Tensor[]
  inputNumbers: readonly number[]
  variables: readonly tf.Variable[]
  before: readonly number[]
  after: readonly number[]
  result: number
}

/** Names tensors by where they come from, and leaves out what no output depends on. */
export function programOf({ operations, constants, shapes }: Recording, { inputs, inputNumbers, variables, before, after, result }: Ends): Program {
  const maker = new Map<number, { operation: number; output: number }>()
  for (const [operation, { outputs }] of operations.entries()) for (const [output, id] of outputs.entries()) maker.set(id, { operation, output })
  const program: Program = { operations: [], constants: [], read: [], written: [], inputs: inputs.map(({ shape }) => ({ shape })), outputs: [], captured: [] }
  const known = new Map<number, Source>()
  const changed = variables.filter((_, index) => after[index] !== before[index])
  const wanted = [result, ...changed.map((variable) => after[variables.indexOf(variable)]!)]

  // Depth first without recursion: a training step is thousands of operations deep.
  const leaf = (id: number): Source => {
    const input = inputNumbers.indexOf(id)
    if (input >= 0) return { kind: 'input', index: input }
    const variable = before.indexOf(id)
    if (variable >= 0) return { kind: 'variable', index: program.read.push(variables[variable]!) - 1 }
    const constant = constants.get(id)
    if (constant) return { kind: 'constant', index: program.constants.push(constant) - 1 }
    return { kind: 'captured', index: program.captured.push({ id, shape: shapes.get(id)! }) - 1 }
  }
  const stack = wanted.toReversed()
  while (stack.length > 0) {
    const id = stack.at(-1)!
    if (known.has(id)) {
      stack.pop()
      continue
    }
    const made = maker.get(id)
    if (!made) {
      known.set(id, leaf(id))
      stack.pop()
      continue
    }
    const { operation, attributes, inputs: from, outputs } = operations[made.operation]!
    const missing = from.filter((input) => !known.has(input))
    if (missing.length > 0) {
      stack.push(...missing)
      continue
    }
    const index = program.operations.push({ operation, attributes, inputs: from.map((input) => known.get(input)!) }) - 1
    for (const [output, each] of outputs.entries()) known.set(each, { kind: 'operation', index, output })
    stack.pop()
  }
  program.written = changed
  program.outputs = wanted.map((id) => known.get(id)!)
  return program
}

/** Whether two recordings show the same calculation, numbers made in JavaScript included. */
export function sameProgram(one: Program, other: Program): boolean {
  const structure = ({ operations, read, written, outputs, captured }: Program): string => JSON.stringify({ operations, read: read.map(({ name }) => name), written: written.map(({ name }) => name), outputs, captured })
  if (one.constants.length !== other.constants.length || structure(one) !== structure(other)) return false
  return one.constants.every(({ shape, type, values }, index) => {
    const against = other.constants[index]!
    return type === against.type && String(shape) === String(against.shape) && Buffer.compare(bytesOf(values), bytesOf(against.values)) === 0
  })
}

export const bytesOf = (values: RecordedConstant['values']): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
