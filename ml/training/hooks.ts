import type { MetricPoint } from './run-folder'

/** How a long training talks to its caller. */
export interface TrainingHooks {
  /** Ends the training at the next step, after a checkpoint. */
  signal?: AbortSignal
  /** Also looks, at every validation, at what happens inside (`Diagnosis`). It changes nothing but takes time. */
  diagnose?: boolean
  onPoint?: (point: MetricPoint) => void
  /** Plain words about what it does now. */
  onMessage?: (text: string) => void
}

export interface TrainingResult {
  /** The run folder; it holds the model. */
  modelFolder: string
  validationNames: string[]
  trainingImages: number
}
