import type { Layers, NetDefinition } from '../../../ml/nets/layers'
import { onlyUNets } from './only-u-nets'

/** One layer: it reads the values of earlier steps (-1: the image) and is the next value itself. */
export interface ProgramStep {
  layer: 'unit' | 'convolution' | 'maxPool' | 'enlarge' | 'concatenate'
  /** Of the layers with weights. */
  name?: string
  inputs: number[]
}

/** A U-Net as a list of steps, for a rival that is not written in TypeScript. Its last step gives the logits. */
export function netProgram(definition: NetDefinition): ProgramStep[] {
  const steps: ProgramStep[] = []
  const add = (step: ProgramStep): number => steps.push(step) - 1
  const layers: Layers<number> = {
    ...onlyUNets<number>('PyTorch'),
    convolutionUnit: (name, input) => add({ layer: 'unit', name, inputs: [input] }),
    convolution: (name, input) => add({ layer: 'convolution', name, inputs: [input] }),
    maxPool: (input) => add({ layer: 'maxPool', inputs: [input] }),
    enlarge: (input) => add({ layer: 'enlarge', inputs: [input] }),
    concatenate: (inputs) => add({ layer: 'concatenate', inputs }),
  }
  definition.define(layers, -1)
  return steps
}
