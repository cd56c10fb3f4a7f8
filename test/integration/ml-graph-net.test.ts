import { beforeAll, describe, expect, it } from 'vitest'
import { fusesConvolutions } from '../../ml/backend/fused-convolution'
import * as tf from '../../ml/backend/tf'
import { createRandom } from '../../ml/data/random'
import { GraphNet } from '../../ml/nets/graph-net'
import type { Net } from '../../ml/nets/net'
import { buildNet, listNets } from '../../ml/nets/registry'
import { startNative } from './ml-engine'

/** Nets whose weights do not take seconds to draw. */
const nets = listNets().filter(({ parameters }) => parameters < 5e6).map(({ name }) => name)

/** Statistics and offsets as after a training: a fresh net's would hide an error in folding. */
function unsettle(net: Net): void {
  const random = createRandom(5)
  for (const { variable } of [...net.parameters.statistics(), ...net.parameters.trainable()]) {
    if (variable.shape.length === 1) tf.tidy(() => variable.assign(tf.add(variable, tf.tensor(Float32Array.from({ length: variable.size }, () => 0.2 * random.uniform()), variable.shape))))
  }
}

describe('a net as one graph', () => {
  beforeAll(startNative)

  it('fuses convolutions on a CPU with oneDNN', () => expect(fusesConvolutions()).toBe(true))

  it.each(nets)('%s predicts what it does layer by layer, on images of any size', (name) => {
    const net = buildNet(name, { seed: 3 })
    unsettle(net)
    // As oneDNN runs it, and as TensorFlow does without.
    const graphs = [new GraphNet(net, true), new GraphNet(net, false)]
    const frozen = net.freeze()
    net.dispose()
    const tensors = tf.memory().numTensors
    for (const [height, width] of [[64, 96], [32, 32]] as const) {
      tf.tidy(() => {
        const image = tf.randomNormal<tf.Rank.R4>([2, height, width, 1], 0, 1, 'float32', 7)
        const expected = frozen.predict(image)
        const scale = Math.max(1, tf.max(tf.abs(expected)).dataSync()[0]!)
        for (const graph of graphs) {
          const logits = graph.predict(image)
          expect(logits.shape).toEqual([2, height, width, 1])
          expect(tf.max(tf.abs(tf.sub(logits, expected))).dataSync()[0]! / scale).toBeLessThan(1e-4)
        }
      })
    }
    expect(tf.memory().numTensors).toBe(tensors)
    for (const graph of graphs) graph.dispose()
    frozen.dispose()
  })
})
