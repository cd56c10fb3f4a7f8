import { dataTypeOf, GraphBuilder, type DataType, type GraphAttribute, type GraphEnd } from './graph-builder'
import { GraphSession } from './graph-session'
import { NotOneGraphError, recordOperations, tensorNumber, valuesOfNumber, type RecordedAttribute } from './record-operations'
import { bytesOf, programOf, sameProgram, type Program, type Source } from './recorded-program'
import * as tf from './tf'
import { keepVariables, liveVariables } from './variables'

/**
 * A calculation on inputs and variables. It may assign to variables, and must not keep anything else between two calls.
 *
 * @param turn what its random numbers follow from
 * @returns float32; made inside the caller's scope
 */
export type Calculation = (inputs: readonly tf.Tensor[], turn: number) => tf.Tensor

/**
 * A calculation that native TensorFlow executes as one graph: fused, without a call per operation, and with operations that do not
 * depend on each other at the same time. The graph is what the calculation was seen to do in two tries, whose effects are
 * taken back; variables are its inputs, and those that it assigned to also its outputs.
 */
export class GraphFunction {
  private constructor(
    private readonly session: GraphSession,
    private readonly read: readonly tf.Variable[],
    private readonly written: readonly tf.Variable[],
  ) {}

  /**
   * @param inputs of the shapes and types that it will be run with
   * @param turns two different ones
   * @throws NotOneGraphError when the two tries differ (then something follows from random numbers), when numbers are read back,
   *   or when something has a type that graphs are not built with
   */
  static of(calculation: Calculation, inputs: readonly tf.Tensor[], turns: readonly [number, number]): GraphFunction {
    const first = tryOut(calculation, inputs, turns[0])
    const second = tryOut(calculation, inputs, turns[1])
    if (!sameProgram(first, second)) throw new NotOneGraphError('It draws random numbers in JavaScript.')
    const { graph, outputs } = graphOf(first)
    const placeholders = [...inputs.map((_, index) => inputName(index)), ...first.read.map((_, index) => variableName(index))]
    return new GraphFunction(new GraphSession(graph, placeholders, outputs), first.read, first.written)
  }

  /** Calculates and assigns; the result belongs to the caller's scope. */
  run(inputs: readonly tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [result, ...values] = this.session.run([...inputs, ...this.read])
      for (const [index, variable] of this.written.entries()) variable.assign(values[index]!)
      return result!
    })
  }

  dispose(): void {
    this.session.dispose()
  }
}

/** One try; the variables are what they were before. */
function tryOut(calculation: Calculation, inputs: readonly tf.Tensor[], turn: number): Program {
  const variables = liveVariables()
  const before = variables.map(tensorNumber)
  const inputNumbers = inputs.map(tensorNumber)
  const kept = keepVariables(variables)
  let program: Program
  tf.tidy(() => {
    try {
      const { result, recording } = recordOperations(() => calculation(inputs, turn))
      program = programOf(recording, { inputs, inputNumbers, variables, before, after: variables.map(tensorNumber), result: tensorNumber(result) })
    } finally {
      kept.restore()
      kept.dispose()
    }
  })
  return program!
}

function graphOf(program: Program): { graph: Uint8Array; outputs: string[] } {
  const graph = new GraphBuilder()
  for (const [index, { shape }] of program.inputs.entries()) graph.placeholder(inputName(index), shape)
  for (const [index, { shape }] of program.read.entries()) graph.placeholder(variableName(index), shape)
  for (const [index, { shape, type, values }] of program.constants.entries()) graph.constantOfBytes(`constant${index}`, shape, knownType(type), bytesOf(values))
  // Tensors that outlive the calculation, such as a teacher's weights.
  for (const [index, { id, shape }] of program.captured.entries()) graph.constantOfBytes(`captured${index}`, shape, 'float', bytesOf(floatsOf(id)))
  for (const [index, { operation, attributes, inputs }] of program.operations.entries()) {
    graph.node(`operation${index}`, operation, inputs.map(nameOf), Object.fromEntries(attributes.map((attribute) => [attribute.name, graphAttribute(attribute)])))
  }
  const outputs = program.outputs.map((source, index) => graph.node(`output${index}`, 'Identity', [nameOf(source)], { T: { type: 'float' } }))
  const inputs: GraphEnd[] = [...program.inputs.map(({ shape }, index) => ({ name: inputName(index), type: 'float' as const, shape })), ...program.read.map(({ shape }, index) => ({ name: variableName(index), type: 'float' as const, shape }))]
  return { graph: graph.savedModel(inputs, outputs.map((name) => ({ name, type: 'float' }))), outputs }
}

function floatsOf(id: number): Float32Array {
  const values = valuesOfNumber(id)
  if (!(values instanceof Float32Array)) throw new NotOneGraphError('It uses a tensor from before that is not float32.')
  return values
}

function knownType(number: number): DataType {
  const type = dataTypeOf(number)
  if (!type) throw new NotOneGraphError(`Graphs are not built with TensorFlow's data type ${number}.`)
  return type
}

/** TensorFlow's numbers of kinds of attributes (`TF_AttrType` of its C interface). */
const attributeKinds = { text: 0, integer: 1, float: 2, boolean: 3, type: 4 }

function graphAttribute({ name, type, value }: RecordedAttribute): GraphAttribute {
  if (type === attributeKinds.text) return { text: String(value) }
  if (type === attributeKinds.integer) return Array.isArray(value) ? { integers: value as number[] } : { integer: Number(value) }
  if (type === attributeKinds.float && !Array.isArray(value)) return { float: Number(value) }
  if (type === attributeKinds.boolean && !Array.isArray(value)) return { boolean: Boolean(value) }
  if (type === attributeKinds.type) return { type: knownType(Number(value)) }
  throw new NotOneGraphError(`The attribute ${name} is of a kind (${type}) that graphs are not built with.`)
}

const inputName = (index: number): string => `input${index}`
const variableName = (index: number): string => `variable${index}`

function nameOf(source: Source): string {
  if (source.kind === 'operation') return source.output === 0 ? `operation${source.index}` : `operation${source.index}:${source.output}`
  return source.kind === 'input' ? inputName(source.index) : source.kind === 'variable' ? variableName(source.index) : `${source.kind}${source.index}`
}
