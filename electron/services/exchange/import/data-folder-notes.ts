import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { DataError } from '../../../../ml/data/data-error'
import { manifestRows, type ManifestRow } from '../../../../ml/data/parse-manifest'
import { parseNotes, type FrameNotes } from '../frame-notes'

/** What a data folder says about one of its masks. */
export interface DataFolderNote {
  /** The frame that it was exported from; null when the folder does not say. */
  readonly origin: { readonly sopInstanceUid: string; readonly frame: number } | null
  readonly notes: FrameNotes | null
}

const origin = z.object({ sop_instance_uid: z.string().regex(/^[0-9.]{1,64}$/), frame: z.coerce.number().int().positive() })
const labelNames = z.array(z.object({ value: z.number().int().min(1).max(255), name: z.string().min(1).max(64), colour: z.tuple([z.number(), z.number(), z.number()]) }))
export type DataFolderLabels = z.infer<typeof labelNames>

/** `manifest.csv` of a data folder by name; nothing when it has none that can be read. */
export async function dataFolderNotes(folder: string): Promise<Map<string, DataFolderNote>> {
  const text = await readFile(join(folder, 'manifest.csv'), 'utf8').catch(() => null)
  if (text === null) return new Map()
  try {
    return new Map(manifestRows(text, 'manifest.csv').map((row) => [row['name'] ?? '', noteOf(row)]))
  } catch (error) {
    if (error instanceof DataError) return new Map()
    throw error
  }
}

/** `labels.json` of a data folder: what the values of its masks are called; null when it has none. */
export async function dataFolderLabels(folder: string): Promise<DataFolderLabels | null> {
  const text = await readFile(join(folder, 'labels.json'), 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return labelNames.parse(JSON.parse(text))
  } catch {
    return null
  }
}

function noteOf(row: ManifestRow): DataFolderNote {
  const from = origin.safeParse(row)
  const notes = parseNotes({
    algorithm: { type: row['algorithm'], name: row['model'] || null, version: row['model_version'] || null },
    person: row['person'] || null,
    approval: row['approval_by'] ? { approvedBy: row['approval_by'], approvedAt: row['approval_at'] } : null,
  })
  return { origin: from.success ? { sopInstanceUid: from.data.sop_instance_uid, frame: from.data.frame - 1 } : null, notes }
}
