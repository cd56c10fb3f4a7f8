import { contest, type ContestResult } from './support/contest'
import { serveOurs } from './support/serve-ours'

/** One training step (forward, cross-entropy and Dice, backward, clipped AdamW, average of the weights) against PyTorch's. */
export function run(): Promise<ContestResult> {
  return contest({ work: 'step', nets: ['slim-unet', 'unet-16'], sides: [128, 256], rounds: 3, times: 1, ways: ['step'] })
}

// The contestants are this same program in processes of their own.
if (process.argv[2] === 'serve-ours') void serveOurs('training')
