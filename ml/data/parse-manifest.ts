import { DataError } from './data-error'

/**
 * The patient of each name in a `manifest.csv` (comma-separated, header line, fields optionally in double quotes).
 * Names without a patient are left out; columns other than `name` and `patient` are ignored.
 * Throws a DataError when there is no column `name`.
 */
export function parseManifest(text: string, file: string): Map<string, string> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/).filter((line) => line.trim() !== '')
  const header = fieldsOf(lines[0] ?? '').map((field) => field.toLowerCase())
  const nameColumn = header.indexOf('name')
  if (nameColumn < 0) throw new DataError(`${file} has no column "name".`)
  const patientColumn = header.indexOf('patient')
  const patients = new Map<string, string>()
  if (patientColumn < 0) return patients
  for (const line of lines.slice(1)) {
    const fields = fieldsOf(line)
    const name = fields[nameColumn]
    const patient = fields[patientColumn]
    if (name && patient) patients.set(name, patient)
  }
  return patients
}

function fieldsOf(line: string): string[] {
  const fields: string[] = []
  const pattern = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g
  for (const match of line.matchAll(pattern)) fields.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim())
  return fields
}
