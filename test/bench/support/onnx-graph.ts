import { ProtobufWriter } from '../../../ml/backend/protobuf-writer'

export type OnnxAttribute = { integer: number } | { integers: readonly number[] } | { text: string }

/** The operators used here have not changed since. */
const operatorSet = 17
const formatVersion = 8
const float = 1
/** `AttributeProto.AttributeType`. */
const attributeTypes = { integer: 2, text: 3, integers: 7 } as const

/** An ONNX model in the making (onnx.proto). The names of nodes stand for their only outputs. */
export class OnnxGraph {
  private readonly graph = new ProtobufWriter().bytes(2, 'net')
  private count = 0

  /** @returns the name of the node's output */
  node(operator: string, inputs: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>> = {}, output = `${operator}_${this.count++}`): string {
    const node = new ProtobufWriter()
    for (const input of inputs) node.bytes(1, input)
    node.bytes(2, output).bytes(3, output).bytes(4, operator)
    for (const [name, attribute] of Object.entries(attributes)) node.bytes(5, attributeMessage(name, attribute))
    this.graph.bytes(1, node)
    return output
  }

  constant(name: string, shape: readonly number[], values: Float32Array): string {
    const tensor = new ProtobufWriter()
    for (const size of shape) tensor.integer(1, size)
    this.graph.bytes(5, tensor.integer(2, float).bytes(8, name).bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)))
    return name
  }

  /** The finished model. Numbers are fixed sizes, texts stand for those that are known only when it runs. */
  model(input: { name: string; shape: readonly (number | string)[] }, output: { name: string; shape: readonly (number | string)[] }): Uint8Array {
    const graph = this.graph.bytes(11, valueMessage(input)).bytes(12, valueMessage(output))
    return new ProtobufWriter().integer(1, formatVersion).bytes(7, graph).bytes(8, new ProtobufWriter().bytes(1, '').integer(2, operatorSet)).finish()
  }
}

function attributeMessage(name: string, attribute: OnnxAttribute): ProtobufWriter {
  const message = new ProtobufWriter().bytes(1, name)
  if ('integer' in attribute) return message.integer(3, attribute.integer).integer(20, attributeTypes.integer)
  if ('text' in attribute) return message.bytes(4, attribute.text).integer(20, attributeTypes.text)
  for (const value of attribute.integers) message.integer(8, value)
  return message.integer(20, attributeTypes.integers)
}

function valueMessage({ name, shape }: { name: string; shape: readonly (number | string)[] }): ProtobufWriter {
  const sizes = new ProtobufWriter()
  for (const size of shape) sizes.bytes(1, typeof size === 'number' ? new ProtobufWriter().integer(1, size) : new ProtobufWriter().bytes(2, size))
  const tensor = new ProtobufWriter().integer(1, float).bytes(2, sizes)
  return new ProtobufWriter().bytes(1, name).bytes(2, new ProtobufWriter().bytes(1, tensor))
}
