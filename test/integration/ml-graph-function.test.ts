import { beforeAll, describe, expect, it } from 'vitest'
import { GraphFunction, type Calculation } from '../../ml/backend/graph-function'
import { NotOneGraphError } from '../../ml/backend/record-operations'
import * as tf from '../../ml/backend/tf'
import { createRandom } from '../../ml/data/random'
import { presets } from '../../ml/losses/presets'
import { buildNet } from '../../ml/nets/registry'
import { Learner } from '../../ml/training/learner'
import { StepExecution } from '../../ml/training/step-execution'
import { startNative } from './ml-engine'

beforeAll(() => startNative())

/** Counts in a variable and returns weight·x + the count, with a weight that was there before. */
function counting(): { calculation: Calculation; count: tf.Variable; dispose: () => void } {
  const count = tf.tidy(() => tf.variable(tf.scalar(0)))
  const weight = tf.tensor1d([2, 3])
  return {
    count,
    calculation: ([x]) => {
      count.assign(tf.add(count, 1))
      return tf.add(tf.mul(weight, x!), count)
    },
    dispose: () => tf.dispose([count, weight]),
  }
}

const drawing: Calculation = ([x], turn) => tf.mul(x!, createRandom(turn).uniform())
const reading: Calculation = ([x]) => tf.mul(x!, x!.dataSync()[0]!)

describe('a calculation as one graph', () => {
  it('gives what the calculation gives, keeps its variables, and leaves no trace of having been tried', () => {
    const before = tf.memory().numTensors
    const { calculation, count, dispose } = counting()
    const inputs = [tf.tensor1d([1, 10])]
    const graph = GraphFunction.of(calculation, inputs, [0, 1])
    expect(count.dataSync()[0]).toBe(0)
    for (const [turn, x] of [[1, 5], [100, 100]].entries()) {
      const values = tf.tidy(() => graph.run([tf.tensor1d(x)]).dataSync())
      expect([...values]).toEqual([2 * x[0]! + turn + 1, 3 * x[1]! + turn + 1])
    }
    expect(count.dataSync()[0]).toBe(2)
    graph.dispose()
    dispose()
    tf.dispose(inputs)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('refuses what follows from numbers drawn or read in JavaScript', () => {
    const inputs = [tf.scalar(1)]
    expect(() => GraphFunction.of(drawing, inputs, [1, 2])).toThrow(NotOneGraphError)
    expect(() => GraphFunction.of(reading, inputs, [1, 2])).toThrow(new NotOneGraphError('Numbers cannot be read while operations are recorded.'))
    const before = tf.tensor1d([1, 2], 'int32')
    expect(() => GraphFunction.of(([x]) => tf.mul(x!, tf.cast(before, 'float32')), inputs, [1, 2])).toThrow(new NotOneGraphError('It uses a tensor from before that is not float32.'))
    before.dispose()
    expect(tf.tidy(() => tf.add(inputs[0]!, 1).dataSync()[0])).toBe(2)
    tf.dispose(inputs)
  })

  it('runs steps of another kind or size by another graph, and what cannot be one operation by operation', () => {
    const asked: string[] = []
    const execution = new StepExecution<'plain' | 'drawn'>((kind, [x], turn) => {
      asked.push(kind)
      return tf.mul(x!, kind === 'drawn' ? createRandom(turn).uniform() : 3)
    })
    const run = (kind: 'plain' | 'drawn', values: number[], turn: number): number[] => tf.tidy(() => [...execution.run(kind, [tf.tensor1d(values)], turn).dataSync()])
    expect([run('plain', [1, 2], 0), run('plain', [3, 4], 1), run('plain', [5], 2)]).toEqual([[3, 6], [9, 12], [15]])
    expect(asked).toHaveLength(4)
    expect(run('drawn', [1], 7)[0]).toBeCloseTo(createRandom(7).uniform(), 6)
    expect(run('drawn', [1], 8)[0]).toBeCloseTo(createRandom(8).uniform(), 6)
    execution.dispose()
    const readBack = new StepExecution<'read'>((_, inputs) => reading(inputs, 0))
    expect([2, 3].map((x) => tf.tidy(() => readBack.run('read', [tf.scalar(x)], 0).dataSync()[0]))).toEqual([4, 9])
    readBack.dispose()
  })
})

describe('a training step as one graph', () => {
  const size = 32
  const shape: [number, number, number, number] = [2, size, size, 1]

  /** Losses of six steps, the kinds with idle, learning and heard critics among them; `byOperation` adds a draw to the calculation. */
  function losses(preset: keyof typeof presets, byOperation: boolean): number[] {
    const origin = buildNet('slim-unet-4', { seed: 3 })
    const teacher = origin.freeze()
    const learner = new Learner(buildNet('slim-unet-4', { seed: 1 }), presets[preset], teacher, 1)
    if (byOperation) {
      const inner = learner as unknown as { calculate: (...of: unknown[]) => tf.Tensor }
      const { calculate } = inner
      inner.calculate = (kind, inputs, turn) => tf.add(calculate.call(learner, kind, inputs, turn), tf.mul(0, tf.scalar(turn as number)))
    }
    const results: number[] = []
    for (let step = 0; step < 6; step++) {
      const random = createRandom(step + 1)
      const images = tf.tensor4d(Float32Array.from({ length: 2 * size * size }, () => random.normal()), shape)
      const annotation = tf.tensor4d(Float32Array.from({ length: 2 * size * size }, () => (random.chance(0.2) ? 1 : 0)), shape)
      const { loss, terms } = learner.step(images, annotation, { step, rate: 1e-3, progress: step / 24 })
      results.push(loss, ...Object.values(terms))
      tf.dispose([images, annotation])
    }
    learner.dispose()
    teacher.dispose()
    origin.dispose()
    return results
  }

  it.each(['none', 'kd', 'lightvessel', 'coco', 'fitnet'] as const)('%s learns as it does operation by operation', (preset) => {
    const [graph, single] = [losses(preset, false), losses(preset, true)]
    expect(graph).toHaveLength(single.length)
    for (const [index, loss] of graph.entries()) expect(Math.abs(loss - single[index]!)).toBeLessThan(2e-3 * Math.max(1, Math.abs(single[index]!)))
  })
})
