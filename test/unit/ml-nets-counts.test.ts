import { describe, expect, it } from 'vitest'
import { countNet } from '../../ml/nets/count-layers'
import { countingLayers, type Shape } from '../../ml/nets/counting-layers'
import { listNets, netDefinition } from '../../ml/nets/registry'

/** Published parameters in millions, and multiply-accumulates at 1×256×256 in thousand millions, with the tolerance of each. */
const published = [
  // ENet and ERFNet were published with two classes; one logit less costs ENet 0.5 % of its work.
  { name: 'enet', millions: 0.349, parameterTolerance: 0.001, giga: 0.461, workTolerance: 0.006 },
  { name: 'erfnet', millions: 2.063, parameterTolerance: 0.001, giga: 3.304, workTolerance: 0.001 },
  // As counted on the published code; the published table says 4.640 M.
  { name: 'mobile-unet', millions: 4.682, parameterTolerance: 0.001, giga: 0.963, workTolerance: 0.001 },
  { name: 'w-net', millions: 0.0682, parameterTolerance: 0.001, giga: 2 * 0.5, workTolerance: 0.005 },
  // Reconstructed: the totals are published, the arrangement is not.
  { name: 'fanet', millions: 38.292, parameterTolerance: 0.003, giga: 166.6, workTolerance: 0.015 },
]

/** Strides and channels of the symmetric features. */
const taps: Record<string, Record<number, number>> = {
  enet: { 2: 16, 4: 64 },
  erfnet: { 2: 16, 4: 64 },
  'mobile-unet': { 2: 16, 4: 24, 8: 32, 16: 96 },
  'w-net': { 1: 8, 2: 16 },
  fanet: { 1: 64, 2: 128, 4: 256 },
}

const shape = (height: number, width: number, channels: number): Shape => ({ height, width, channels })

describe('counts of the nets', () => {
  for (const { name, millions, parameterTolerance, giga, workTolerance } of published) {
    it(`of ${name} agree with the published ones`, () => {
      const { parameters, multiplyAccumulates } = countNet(netDefinition(name), 256, 256)
      expect(Math.abs(parameters / 1e6 / millions - 1)).toBeLessThan(parameterTolerance)
      expect(Math.abs(multiplyAccumulates / 1e9 / giga - 1)).toBeLessThan(workTolerance)
    })
  }

  it('stay what they are, since weights are saved against them', () => {
    const counts = Object.fromEntries(listNets().map(({ name, parameters }) => [name, parameters]))
    expect(counts).toEqual({
      'slim-unet': 298_905,
      'slim-unet-8': 150_161,
      'slim-unet-6': 98_665,
      'slim-unet-3': 32_758,
      'slim-unet-4': 58_041,
      'w-net': 68_162,
      enet: 348_853,
      erfnet: 2_062_807,
      'mobile-unet': 4_682_319,
      'unet-16': 1_963_809,
      'unet-24': 4_416_241,
      'unet-32': 7_849_025,
      'unet-64': 31_383_681,
      fanet: 38_368_833,
    })
  })

  it('give every parameter of a net its own name', () => {
    for (const { name } of listNets()) {
      const names = countNet(netDefinition(name)).specs.map((spec) => spec.name)
      expect(new Set(names).size, name).toBe(names.length)
    }
  })

  it('find logits of the size of the image, and a symmetric pair of features at every stride', () => {
    for (const { name } of listNets()) {
      const { multiple, define } = netDefinition(name)
      const input: Shape = { height: 2 * multiple, width: 3 * multiple, channels: 1 }
      const { logits, encoder, decoder } = define(countingLayers([], { multiplyAccumulates: 0 }), input)
      expect(logits, name).toEqual(input)
      expect(Object.keys(encoder), name).toEqual(Object.keys(decoder))
      for (const [stride, { height, width, channels }] of Object.entries(encoder)) {
        expect([height, width], `${name} at ${stride}`).toEqual([input.height / Number(stride), input.width / Number(stride)])
        expect(decoder[Number(stride)], `${name} at ${stride}`).toEqual({ height, width, channels })
      }
      if (taps[name]) expect(Object.fromEntries(Object.entries(encoder).map(([stride, { channels }]) => [stride, channels])), name).toEqual(taps[name])
    }
  })

  it('refuse what cannot be combined', () => {
    const layers = countingLayers([], { multiplyAccumulates: 0 })
    expect(() => layers.convolve('both', shape(8, 8, 1), { channels: 2, kernel: 3, stride: 2, dilation: 2 })).toThrow(/not both/)
    expect(() => layers.add(shape(8, 8, 4), shape(8, 4, 4))).toThrow(/A width of 8 does not go with one of 4/)
    expect(layers.multiply(shape(8, 8, 4), shape(1, 8, 4))).toEqual(shape(8, 8, 4))
  })
})
