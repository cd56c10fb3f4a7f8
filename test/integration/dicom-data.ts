import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** The folder of real DICOM files, or null (with the reason printed) on a machine that does not have them. */
export function dicomData(): string | null {
  const data = process.env['LIGHTVESSEL_DATA'] ?? resolve('..', 'shared', 'data')
  const folder = join(data, 'dicom')
  if (existsSync(join(folder, 'table.csv'))) return folder
  console.warn(`skipped: there are no real DICOM files at ${folder} (set LIGHTVESSEL_DATA to their folder)`)
  return null
}

/** One row of the data's table. */
export interface DicomDataRow {
  readonly file: string
  readonly transferSyntax: string
  /** MD5 of all frames as little-endian samples, decoded by another decoder; empty when there is none. */
  readonly referenceMd5: string
}

export function dicomDataTable(folder: string): DicomDataRow[] {
  const [head, ...lines] = readFileSync(join(folder, 'table.csv'), 'utf8').trim().split('\n').map(cells)
  const column = (name: string): number => head!.indexOf(name)
  const [file, syntax, md5] = [column('file'), column('transfer_syntax'), column('reference_pixel_md5_le')]
  return lines.map((row) => ({ file: row[file]!, transferSyntax: row[syntax]!, referenceMd5: row[md5]! }))
}

/** Cells of one CSV line; quoted ones may hold commas. */
function cells(line: string): string[] {
  return [...line.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '')
}
