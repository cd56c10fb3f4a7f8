import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { loadSegmenter, type Segmenter } from '../../ml/inference/segmenter'

interface Entry {
  readonly folder: string
  readonly version: string
  readonly segmenter: Segmenter
}

/** The published student and both sides of a comparison; more only cost memory. */
const kept = 3

/** Loaded models by folder; a folder whose files have changed is loaded again. Used by one call at a time. */
export class SegmenterCache {
  private entries: Entry[] = []

  async get(folder: string): Promise<Segmenter> {
    const version = await versionOf(folder)
    const found = this.entries.find((entry) => entry.folder === folder)
    const entry = found?.version === version ? found : { folder, version, segmenter: await loadSegmenter(folder) }
    const others = this.entries.filter((other) => other !== found)
    if (found && found !== entry) found.segmenter.dispose()
    this.entries = [entry, ...others.slice(0, kept - 1)]
    for (const { segmenter } of others.slice(kept - 1)) segmenter.dispose()
    return entry.segmenter
  }
}

async function versionOf(folder: string): Promise<string> {
  const files = await Promise.all(['model.json', 'weights.bin'].map((name) => stat(join(folder, name)).catch(() => null)))
  return files.map((file) => (file ? `${file.mtimeMs}:${file.size}` : 'missing')).join(' ')
}
