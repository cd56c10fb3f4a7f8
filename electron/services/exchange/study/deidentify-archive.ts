import type { DeidentifyOptions } from '../../../dicom/deidentify/deidentify-options'
import { Pseudonyms } from '../../../dicom/deidentify/pseudonyms'
import type { Author } from '../../../ipc/contract/index'
import type { ArchivedRow, ArchivedValue, FrameArchive } from '../../../storage/frame-archive'
import { approvalReason, approverIn } from '../../../storage/mask-versions'
import { plainAuthor } from '../plain-names'

type Rewrite = (row: ArchivedRow, column: string, pseudonyms: Pseudonyms) => ArchivedValue

/** Hashes, times, statuses and kinds of authors: text that is none of these may be anything. */
const codedText = /^([0-9a-f]{64}|\d{4}-\d\d-\d\dT[\d:.]+Z|unannotated|predicted|corrected|approved|returned|human|model|import)$/

const asItIs: Rewrite = (row, column) => {
  const value = row[column]!
  return typeof value !== 'string' || codedText.test(value) ? value : ''
}
const authorName: Rewrite = (row, column, pseudonyms) => {
  const name = row[column]
  return typeof name === 'string' ? plainAuthor({ kind: row[column.replace(/_name$/, '_kind')] as Author['kind'], name }, pseudonyms).name : null
}
const person: Rewrite = (row, column, pseudonyms) => pseudonyms.person(String(row[column]))
const actName: Rewrite = (row, column) => actWords.exec(String(row[column]))?.[0] ?? 'change'
const reason: Rewrite = (row, column, pseudonyms) => {
  const approver = approverIn(String(row[column]))
  return approver === null ? '' : approvalReason(pseudonyms.person(approver))
}

/**
 * Everything that goes into a de-identified study folder, by table and column, with what becomes of it. What is not listed stays out: other
 * tables hold notes and other free text, and a column that joins one of these later is not handed on before somebody has judged it.
 */
const handedOn: Readonly<Record<string, Readonly<Record<string, Rewrite>>>> = {
  mask: {
    ...kept('frame', 'labels', 'hash', 'revision', 'act', 'status', 'first_act', 'last_act', 'history_bytes', 'author_kind'),
    author_name: authorName,
  },
  mask_act: {
    ...kept('frame', 'sequence', 'x', 'y', 'width', 'height', 'labels_before', 'labels_after', 'status_before', 'status_after', 'at', 'author_before_kind', 'author_after_kind'),
    name: actName, author_before_name: authorName, author_after_name: authorName,
  },
  mask_version: { ...kept('id', 'frame', 'number', 'created_at', 'hash', 'labels', 'author_kind'), author_name: authorName, reason },
  approval: { ...kept('position', 'frame', 'version_id', 'approved_at'), approved_by: person },
}

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
  return Object.fromEntries(
    Object.entries(handedOn).map(([table, columns]) => [table, (archive[table] ?? []).map((row) => withoutNames(row, columns, pseudonyms))]),
  )
}

function withoutNames(row: ArchivedRow, columns: Readonly<Record<string, Rewrite>>, pseudonyms: Pseudonyms): ArchivedRow {
  return Object.fromEntries(Object.entries(columns).filter(([column]) => column in row).map(([column, rewrite]) => [column, rewrite(row, column, pseudonyms)]))
}

function kept(...columns: string[]): Record<string, Rewrite> {
  return Object.fromEntries(columns.map((column) => [column, asItIs]))
}
