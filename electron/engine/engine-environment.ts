import type { EnginePurpose } from './engine-access'

/** Name of the variable that tells the engine program what it is for. */
export const purposeVariable = 'LIGHTVESSEL_ENGINE_PURPOSE'

/**
 * The environment of an engine process. TensorFlow's C code reads it when it is loaded, so that it has to stand before
 * the process starts: quiet logs, shared GPU memory, and oneDNN for training (whether it helps inference depends on the
 * processor: `startBackend` decides). The CUDA libraries need no path: they lie where the native engine looks for them.
 */
export function engineEnvironment(purpose: EnginePurpose, base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    TF_CPP_MIN_LOG_LEVEL: '2',
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    ...base,
    ...(purpose === 'training' ? { TF_ENABLE_ONEDNN_OPTS: '1' } : {}),
    [purposeVariable]: purpose,
  }
  // A parent's debugger port must not be inherited by its children.
  delete environment['NODE_OPTIONS']
  return environment
}
