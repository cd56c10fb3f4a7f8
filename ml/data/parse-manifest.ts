import { DataError } from './data-error'

/** One line of a manifest, by column; column names are in lower case. */
export type ManifestRow = Readonly<Record<string, string>>

/**
 * The lines of a `manifest.csv` (comma-separated, header line, fields optionally in double quotes).
 * Throws a DataError when there is no column `name`.
 */
export function manifestRows(text: string, file: string): ManifestRow[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/).filter((line) => line.trim() !== '')
  const header = fieldsOf(lines[0] ?? '').map((field) => field.toLowerCase())
  if (!header.includes('name')) throw new DataError(`${file} has no column "name".`)
  return lines.slice(1).map((line) => {
    const fields = fieldsOf(line)
    return Object.fromEntries(header.map((column, index) => [column, fields[index] ?? '']))
  })
}

/**
 * The patient of each name in a `manifest.csv`. Names without a patient are left out; columns other than `name` and `patient` are
 * ignored. Throws a DataError when there is no column `name`.
 */
export function parseManifest(text: string, file: string): Map<string, string> {
  const rows = manifestRows(text, file).filter(({ name, patient }) => name && patient)
  return new Map(rows.map(({ name, patient }) => [name!, patient!]))
}

function fieldsOf(line: string): string[] {
  const fields: string[] = []
  const pattern = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g
  for (const match of line.matchAll(pattern)) fields.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim())
  return fields
}
