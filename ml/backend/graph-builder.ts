import { ProtobufWriter } from './protobuf-writer'

/** An attribute of a TensorFlow operation, by its kind in `AttrValue`. */
export type GraphAttribute = { type: DataType } | { text: string } | { integer: number } | { integers: readonly number[] } | { texts: readonly string[] } | { types: readonly DataType[] } | { boolean: boolean } | { float: number }

/** The data types graphs are built from, with TensorFlow's own numbers. */
export type DataType = 'float' | 'int32' | 'uint8' | 'int64' | 'bool'
const dataTypes: Record<DataType, number> = { float: 1, int32: 3, uint8: 4, int64: 9, bool: 10 }

/** @param number TensorFlow's own; null when graphs are not built with it */
export function dataTypeOf(number: number): DataType | null {
  return (Object.keys(dataTypes) as DataType[]).find((type) => dataTypes[type] === number) ?? null
}

/** An input or output of a graph; -1 in a shape stands for a size that is known only when it runs. */
export interface GraphEnd {
  name: string
  type: DataType
  shape?: readonly number[]
}

/** The graph version that the operations used here had long reached (TensorFlow 2.9 writes 1087 and newer). */
const producerVersion = 1087

/** A TensorFlow graph in the making. Names of nodes stand for their first outputs. */
export class GraphBuilder {
  private readonly graph = new ProtobufWriter()
  private readonly names = new Set<string>()

  node(name: string, operation: string, inputs: readonly string[], attributes: Readonly<Record<string, GraphAttribute>>): string {
    const attributeMessages = Object.entries(attributes).map(([key, value]) => [key, attributeMessage(value)] as const)
    return this.add(name, operation, inputs, attributeMessages)
  }

  /** The graph's input; -1 stands for a size that is known only when it runs. */
  placeholder(name: string, shape: readonly number[]): string {
    return this.add(name, 'Placeholder', [], [
      ['dtype', attributeMessage({ type: 'float' })],
      ['shape', new ProtobufWriter().bytes(7, shapeMessage(shape))],
    ])
  }

  constant(name: string, shape: readonly number[], values: Float32Array | Int32Array): string {
    return this.constantOfBytes(name, shape, values instanceof Float32Array ? 'float' : 'int32', new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }

  /** @param content the values, little-endian */
  constantOfBytes(name: string, shape: readonly number[], type: DataType, content: Uint8Array): string {
    const tensor = new ProtobufWriter().integer(1, dataTypes[type]).bytes(2, shapeMessage(shape)).bytes(4, content)
    return this.add(name, 'Const', [], [
      ['dtype', attributeMessage({ type })],
      ['value', new ProtobufWriter().bytes(8, tensor)],
    ])
  }

  /** A SavedModel (the content of `saved_model.pb`) with one signature and no variables. */
  savedModel(inputs: readonly GraphEnd[], outputs: readonly GraphEnd[]): Uint8Array {
    const graph = this.graph.bytes(4, new ProtobufWriter().integer(1, producerVersion))
    const signature = new ProtobufWriter()
    for (const input of inputs) signature.bytes(1, signatureEntry(input))
    for (const output of outputs) signature.bytes(2, signatureEntry(output))
    signature.bytes(3, 'tensorflow/serving/predict')
    const metaGraph = new ProtobufWriter()
      .bytes(1, new ProtobufWriter().bytes(4, graphTag))
      .bytes(2, graph)
      .bytes(5, new ProtobufWriter().bytes(1, 'serving_default').bytes(2, signature))
    return new ProtobufWriter().integer(1, 1).bytes(2, metaGraph).finish()
  }

  private add(name: string, operation: string, inputs: readonly string[], attributes: readonly (readonly [string, ProtobufWriter])[]): string {
    if (this.names.has(name)) throw new Error(`The graph has two nodes named ${name}.`)
    this.names.add(name)
    const node = new ProtobufWriter().bytes(1, name).bytes(2, operation)
    for (const input of inputs) node.bytes(3, input)
    for (const [key, value] of attributes) node.bytes(5, new ProtobufWriter().bytes(1, key).bytes(2, value))
    this.graph.bytes(1, node)
    return name
  }
}

/** Tag by which the graph is found in its SavedModel. */
export const graphTag = 'serve'

function shapeMessage(shape: readonly number[]): ProtobufWriter {
  const message = new ProtobufWriter()
  for (const size of shape) message.bytes(2, new ProtobufWriter().integer(1, size))
  return message
}

/** Field numbers of `AttrValue` and its `ListValue` (tensorflow/core/framework/attr_value.proto). */
function attributeMessage(attribute: GraphAttribute): ProtobufWriter {
  const message = new ProtobufWriter()
  if ('type' in attribute) return message.integer(6, dataTypes[attribute.type])
  if ('text' in attribute) return message.bytes(2, attribute.text)
  if ('integer' in attribute) return message.integer(3, attribute.integer)
  if ('boolean' in attribute) return message.integer(5, attribute.boolean)
  if ('float' in attribute) return message.float(4, attribute.float)
  const list = new ProtobufWriter()
  if ('integers' in attribute) for (const value of attribute.integers) list.integer(3, value)
  else if ('texts' in attribute) for (const value of attribute.texts) list.bytes(2, value)
  else for (const value of attribute.types) list.integer(6, dataTypes[value])
  return message.bytes(1, list)
}

function signatureEntry({ name, type, shape }: GraphEnd): ProtobufWriter {
  const info = new ProtobufWriter().bytes(1, `${name}:0`).integer(2, dataTypes[type])
  return entry(name, shape ? info.bytes(3, shapeMessage(shape)) : info)
}

const entry = (name: string, info: ProtobufWriter): ProtobufWriter => new ProtobufWriter().bytes(1, name).bytes(2, info)
