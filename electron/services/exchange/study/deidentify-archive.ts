import type { DeidentifyOptions } from '../../../dicom/deidentify/deidentify-options'
import { Pseudonyms } from '../../../dicom/deidentify/pseudonyms'
import type { Author } from '../../../ipc/contract/index'
import type { ArchivedRow, ArchivedValue, FrameArchive } from '../../../storage/frame-archive'
import { withPerson } from '../mask-provenance'

/** Tables whose every column is known to hold no words of people but their names. Notes and whatever else is free text are left out. */
const known = new Set(['mask', 'mask_act', 'mask_version', 'approval'])
const approvedBy = 'approved by '

/** What a library holds about frames, without names of people and without free text. */
export function deidentifyArchive(archive: FrameArchive, { secret }: DeidentifyOptions): FrameArchive {
  const pseudonyms = new Pseudonyms(secret)
  return Object.fromEntries(Object.entries(archive).filter(([table]) => known.has(table)).map(([table, rows]) => [table, rows.map((row) => withoutNames(row, pseudonyms))]))
}

function withoutNames(row: ArchivedRow, pseudonyms: Pseudonyms): ArchivedRow {
  const named: Record<string, ArchivedValue> = { ...row }
  for (const prefix of ['author', 'author_before', 'author_after']) {
    const name = row[`${prefix}_name`]
    if (typeof name === 'string') named[`${prefix}_name`] = withPerson({ kind: row[`${prefix}_kind`] as Author['kind'], name }, (person) => pseudonyms.person(person)).name
  }
  if (typeof row['approved_by'] === 'string') named['approved_by'] = pseudonyms.person(row['approved_by'])
  const { reason } = row
  if (typeof reason === 'string') named['reason'] = reason.startsWith(approvedBy) ? `${approvedBy}${pseudonyms.person(reason.slice(approvedBy.length))}` : ''
  return named
}
