import type { FrameKey } from '../ipc/contract/index'
import { decodeRuns } from '../ipc/run-length'
import type { Database } from './database'
import { pasteLabels } from '../ipc/label-rectangle'
import { actsBetween } from './mask-acts'
import type { MaskRow } from './mask-rows'

/**
 * The labels as they were after an act of the frame's history (0: before the first), rebuilt from those of now by taking acts back or
 * doing undone ones again. Null when the history does not reach there.
 */
export function labelsAfterAct(database: Database, key: FrameKey, mask: MaskRow, size: { rows: number; columns: number }, sequence: number): Uint8Array | null {
  const labels = decodeRuns(mask.labels, size.rows * size.columns)
  const back = sequence < mask.act
  const acts = actsBetween(database, key, Math.min(sequence, mask.act), Math.max(sequence, mask.act))
  if (acts.length !== Math.abs(mask.act - sequence)) return null
  for (const act of back ? acts.reverse() : acts) {
    pasteLabels(labels, size.columns, act.rect, decodeRuns(back ? act.labelsBefore : act.labelsAfter, act.rect.width * act.rect.height))
  }
  return labels
}
