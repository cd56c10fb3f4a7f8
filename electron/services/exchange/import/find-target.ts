import type { Database } from '../../../storage/database'
import type { Cause, MaskTarget } from './mask-importer'

const columns = 'id, image_rows AS rows, image_columns AS columns, frames, source_name AS sourceName'

export const isCause = <Found extends object>(found: Found | Cause): found is Cause => 'cause' in found

/** The image with this SOP Instance UID and size, or why there is none that is meant. */
export function targetByUid(database: Database, sopInstanceUid: string, size: { rows: number; columns: number }): MaskTarget | Cause {
  const targets = database.all<MaskTarget>(`SELECT ${columns} FROM instance WHERE sop_instance_uid = ? ORDER BY id`, sopInstanceUid)
  if (targets.length === 0) return { code: 'not-found', cause: `the image that it refers to is not in the library (SOP Instance UID ${sopInstanceUid}); import that image first.` }
  if (targets.length > 1) return { code: 'conflict', cause: `${targets.length} images in the library have the SOP Instance UID ${sopInstanceUid} that it refers to; it is not clear which one is meant.` }
  return sized(targets[0]!, size)
}

/** The only image whose file had this name, extension aside, or why there is none that is meant. */
export function targetByName(database: Database, name: string, size: { rows: number; columns: number }): MaskTarget | Cause {
  // The names are compared here: SQL's LIKE has wildcards and knows upper case of ASCII only.
  const targets = database.all<MaskTarget>(`SELECT ${columns} FROM instance ORDER BY id`).filter(({ sourceName }) => stemOf(sourceName) === name)
  if (targets.length === 0) return { code: 'not-found', cause: `no image in the library has the name ${name}; import it together with its image, or name it after that.` }
  if (targets.length > 1) return { code: 'conflict', cause: `${targets.length} images in the library have the name ${name}; it is not clear which one is meant.` }
  return sized(targets[0]!, size)
}

export function targetById(database: Database, id: number, size: { rows: number; columns: number }): MaskTarget | Cause {
  const target = database.get<MaskTarget>(`SELECT ${columns} FROM instance WHERE id = ?`, id)
  return target ? sized(target, size) : { code: 'not-found', cause: `there is no image ${id} in the library (any more).` }
}

/** A name or path without its extension. */
export function stemOf(name: string): string {
  return name.replace(/\.[^./\\]*$/, '')
}

function sized(target: MaskTarget, { rows, columns }: { rows: number; columns: number }): MaskTarget | Cause {
  if (target.rows === rows && target.columns === columns) return target
  return { code: 'invalid-input', cause: `its masks have ${columns}×${rows} pixels, but ${target.sourceName} has ${target.columns}×${target.rows}.` }
}
