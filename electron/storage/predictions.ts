import type { FrameKey } from '../ipc/contract/index'
import type { Database } from './database'

/** What a model said about a mask that it made. */
export interface Prediction {
  readonly model: string
  /** 0..1: see `ml/inference/uncertainty.ts`. */
  readonly uncertainty: number
}

/** Keeps a prediction with the content of its mask. The one that was made last has the highest row number. */
export function writePrediction(database: Database, key: FrameKey, hash: string, { model, uncertainty }: Prediction): void {
  database.run('INSERT OR REPLACE INTO prediction (instance_id, frame, hash, model, uncertainty) VALUES (?, ?, ?, ?, ?)', key.instanceId, key.frame, hash, model, uncertainty)
}

/** Of the frames whose mask is as a model left it. */
export function readPredictions(database: Database, instanceId: number): (Prediction & { frame: number })[] {
  return database.all(
    `SELECT mask.frame, model, uncertainty FROM mask JOIN prediction ON prediction.instance_id = mask.instance_id AND prediction.frame = mask.frame AND prediction.hash = mask.hash
     WHERE mask.instance_id = ? AND status = 'predicted' ORDER BY mask.frame`,
    instanceId,
  )
}
