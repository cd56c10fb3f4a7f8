import { contest, type ContestResult } from './support/contest'
import { serveOnnxRuntime } from './support/serve-onnxruntime'
import { serveOurs } from './support/serve-ours'

/**
 * One frame through a net, from the image's numbers to the logits', against onnxruntime on the same graph and PyTorch on
 * the same net: the shipped student, and the smallest teacher.
 */
export function run(): Promise<ContestResult> {
  return contest({ work: 'predict', nets: ['slim-unet', 'unet-16'], sides: [256, 512], rounds: 6, times: 2, ways: ['graph', 'layers'] })
}

// The contestants are this same program in processes of their own.
if (process.argv[2] === 'serve-ours') void serveOurs('inference')
if (process.argv[2] === 'serve-onnxruntime') void serveOnnxRuntime(process.argv[3]!)
