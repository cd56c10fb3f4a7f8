import { createRequire } from 'node:module'
import path from 'node:path'
import { readFloats, writeFloats } from './bench-inputs'
import { serveRequests, timed } from './serve-requests'

/** The part of onnxruntime-node that is used; the package is no dependency of the project, so its types are not there. */
interface OnnxRuntime {
  InferenceSession: { create(file: string, options: { intraOpNumThreads: number; interOpNumThreads: number; extra: object }): Promise<OnnxSession> }
  Tensor: new (type: 'float32', values: Float32Array, shape: readonly number[]) => { data: Float32Array }
}

interface OnnxSession {
  run(inputs: { image: unknown }): Promise<{ logits: { data: Float32Array } }>
}

/** onnxruntime as a contestant, from the package in `folder`. */
export async function serveOnnxRuntime(rivalsFolder: string): Promise<void> {
  const load = createRequire(path.join(path.resolve(rivalsFolder), 'package.json'))
  const { InferenceSession, Tensor } = load('onnxruntime-node') as OnnxRuntime
  const threads = Number(process.env['LIGHTVESSEL_BENCH_THREADS'])
  // As for PyTorch: see contestant.ts.
  const extra = { session: { intra_op: { allow_spinning: process.env['OMP_WAIT_POLICY'] === 'ACTIVE' ? '1' : '0' } } }
  const sessions = new Map<string, OnnxSession>()
  await serveRequests(async (request) => {
    if (request.ask === 'export' || request.case.work !== 'predict') throw new Error('This rival only predicts.')
    const { net, side } = request.case
    if (!sessions.has(net)) sessions.set(net, await InferenceSession.create(path.join(request.folder, `${net}.onnx`), { intraOpNumThreads: threads, interOpNumThreads: 1, extra }))
    const session = sessions.get(net)!
    const image = readFloats(request.folder, `predict-${side}.bin`)
    const predict = async (): Promise<Float32Array> => (await session.run({ image: new Tensor('float32', image, [1, 1, side, side]) })).logits.data
    if (request.ask === 'time') return { milliseconds: await timed(request.times, predict) }
    writeFloats(request.output, await predict())
    return {}
  })
}
