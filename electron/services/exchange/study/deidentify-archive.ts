import type { DeidentifyOptions } from '../../../dicom/deidentify/deidentify-options'
import { Pseudonyms } from '../../../dicom/deidentify/pseudonyms'
import type { Author } from '../../../ipc/contract/index'
import type { ArchivedRow, ArchivedValue, FrameArchive } from '../../../storage/frame-archive'
import { approvalReason, approverIn } from '../../../storage/mask-versions'
import { withPerson } from '../mask-provenance'

/** Tables of which every column is known: where it holds words of people, `withoutNames` replaces them. Other tables, with notes and other free text, are left out. */
const known = new Set(['mask', 'mask_act', 'mask_version', 'approval'])

/**
 * The words of acts' names that name nobody. What follows them is a label, or in older libraries a reader; `importActName`'s are whole,
 * because they tell how a mask was made.
 */
const actWords = new RegExp(
  `^(?:${[
    'segmentation', String.raw`import \((?:automatic|semiautomatic|manual)\)`,
    'Independent reading from (?:the prediction|nothing)', 'Reading discarded',
    String.raw`Adjudication: (?:agreement|union|as read in reading \d+|(?:a region|\d+ regions) as in reading \d+)`, 'Adjudication',
    'Brush', 'Eraser', 'Threshold brush', 'Vessel trace', 'Smart correct', 'Lasso', 'Scissors', 'Fill', 'Relabel area', 'Island removed',
    String.raw`(?:Grow|Shrink) by \d+ px`, 'Smooth', 'Fill holes', String.raw`Islands below \d+ px removed`, String.raw`(?:Copied|Propagated) from frame \d+`,
  ].join('|')})(?=$|: | \\()`,
)

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
  const { name, reason } = row
  if (typeof name === 'string') named['name'] = actWords.exec(name)?.[0] ?? 'change'
  if (typeof reason === 'string') {
    const approver = approverIn(reason)
    named['reason'] = approver === null ? '' : approvalReason(pseudonyms.person(approver))
  }
  return named
}
