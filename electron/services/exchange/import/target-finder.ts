import { basename } from 'node:path'
import type { Database } from '../../../storage/database'
import { grouped } from '../../../storage/grouped'
import type { Cause, MaskTarget } from './mask-importer'

interface Size {
  readonly rows: number
  readonly columns: number
}

const columns = 'id, image_rows AS rows, image_columns AS columns, frames, source_name AS sourceName'

export const isCause = <Found extends object>(found: Found | Cause): found is Cause => 'cause' in found

/**
 * Finds the images that masks belong to, whatever the format says about them: by SOP Instance UID, by the path or name of a file. It knows what
 * UIDs and names have become where images are de-identified when they are imported.
 */
export class TargetFinder {
  private byStem: Map<string, MaskTarget[]> | null = null

  constructor(
    private readonly database: Database,
    /** Images that came with this import, by the paths of their files without extensions. */
    private readonly imported: ReadonlyMap<string, number> = new Map(),
    /** What the UID of an original has become here. */
    private readonly uidOf: (sopInstanceUid: string) => string = (uid) => uid,
  ) {}

  /** Whether the library has an image with this SOP Instance UID. */
  has(sopInstanceUid: string): boolean {
    return this.withUid(sopInstanceUid).length > 0
  }

  /** The image with this SOP Instance UID and size, or why there is none that is meant. */
  byUid(sopInstanceUid: string, size: Size): MaskTarget | Cause {
    const targets = this.withUid(sopInstanceUid)
    if (targets.length === 0) return { code: 'not-found', cause: `the image that it refers to is not in the library (SOP Instance UID ${sopInstanceUid}); import that image first.` }
    if (targets.length > 1) return { code: 'conflict', cause: `${targets.length} images in the library have the SOP Instance UID ${sopInstanceUid} that it refers to; it is not clear which one is meant.` }
    return sized(targets[0]!, size)
  }

  /** The only image whose file had this name, extension aside, or why there is none that is meant. */
  byName(name: string, size: Size): MaskTarget | Cause {
    this.byStem ??= this.readNames()
    const targets = this.byStem.get(name) ?? []
    if (targets.length === 0) return { code: 'not-found', cause: `no image in the library has the name ${name}; import it together with its image, or name it after that.` }
    if (targets.length > 1) return { code: 'conflict', cause: `${targets.length} images in the library have the name ${name}; it is not clear which one is meant.` }
    return sized(targets[0]!, size)
  }

  byId(id: number, size: Size): MaskTarget | Cause {
    const target = this.withId(id)
    return target ? sized(target, size) : { code: 'not-found', cause: `there is no image ${id} in the library (any more).` }
  }

  /** The image that came with this import from a path without its extension; null when there is none. */
  imageAt(path: string): number | null {
    return this.imported.get(path) ?? null
  }

  /** Masks of originals belong to their de-identified copies; those of copies name these themselves. */
  private withUid(original: string): MaskTarget[] {
    const find = (uid: string): MaskTarget[] => this.database.all<MaskTarget>(`SELECT ${columns} FROM instance WHERE sop_instance_uid = ? ORDER BY id`, uid)
    const uid = this.uidOf(original)
    const found = find(uid)
    return found.length > 0 || uid === original ? found : find(original)
  }

  private withId(id: number): MaskTarget | undefined {
    return this.database.get<MaskTarget>(`SELECT ${columns} FROM instance WHERE id = ?`, id)
  }

  /** All images by the names of their files, and by those that files of this import had before they were de-identified. */
  private readNames(): Map<string, MaskTarget[]> {
    const targets = new Map(this.database.all<MaskTarget>(`SELECT ${columns} FROM instance ORDER BY id`).map((target) => [target.id, target]))
    const named = new Map([...targets.values()].map((target) => [`${target.id} ${stemOf(target.sourceName)}`, { name: stemOf(target.sourceName), target }]))
    for (const [path, id] of this.imported) {
      const target = targets.get(id)
      if (target) named.set(`${id} ${basename(path)}`, { name: basename(path), target })
    }
    const byName = grouped([...named.values()], ({ name }) => name)
    return new Map([...byName].map(([name, found]) => [name, found.map(({ target }) => target)]))
  }
}

/** A name or path without its extension. */
export function stemOf(name: string): string {
  return name.replace(/\.[^./\\]*$/, '')
}

function sized(target: MaskTarget, { rows, columns }: Size): MaskTarget | Cause {
  if (target.rows === rows && target.columns === columns) return target
  return { code: 'invalid-input', cause: `its masks have ${columns}×${rows} pixels, but ${target.sourceName} has ${target.columns}×${target.rows}.` }
}
