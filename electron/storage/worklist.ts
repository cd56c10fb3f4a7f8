import type { Worklist, WorklistItem } from '../ipc/contract/index'
import type { Database } from './database'

/** Whose work is asked for, and what of it. */
export interface WorklistOptions {
  readonly person: { readonly id: number; readonly name: string }
  /** Whether the person corrects masks, and whether he or she judges those of others. */
  readonly annotates: boolean
  readonly reviews: boolean
  /** Whether masks that the person corrected last are among those to review. */
  readonly reviewsOwn: boolean
  /** Also what nobody was given. */
  readonly unassigned: boolean
  readonly limit: number
}

interface ItemRow extends Omit<WorklistItem, 'assigned' | 'duty'> {
  readonly submitted: number
  readonly assigned: number
}

/** Every mask with whose turn it is: `open` when it is the person's. */
const work = `
  WITH me AS (SELECT ? AS id, ? AS name, ? AS annotates, ? AS reviews, ? AS reviews_own, ? AS unassigned),
  frame AS (
    SELECT mask.instance_id, mask.frame, instance.series_id, mask.status, author_name, source_name,
      mask.status IN ('predicted', 'corrected') AND coalesce(submitted_hash = mask.hash, 0) AS submitted,
      CASE mask.status WHEN 'predicted' THEN (SELECT uncertainty FROM prediction WHERE prediction.instance_id = mask.instance_id AND prediction.frame = mask.frame
        AND prediction.hash = mask.hash) END AS uncertainty,
      annotate.person_id AS annotator, review.person_id AS reviewer, author_kind = 'human' AND author_name = me.name AS own
    FROM mask JOIN instance ON instance.id = mask.instance_id, me
      LEFT JOIN frame_review ON frame_review.instance_id = mask.instance_id AND frame_review.frame = mask.frame
      LEFT JOIN assignment AS annotate ON annotate.series_id = instance.series_id AND annotate.duty = 'annotate'
      LEFT JOIN assignment AS review ON review.series_id = instance.series_id AND review.duty = 'review'
    WHERE author_kind IS NOT NULL
  ),
  work AS (
    SELECT frame.*, coalesce(CASE WHEN submitted THEN reviewer ELSE annotator END = me.id, 0) AS assigned,
      status <> 'approved' AND (
        (annotates AND NOT submitted AND coalesce(annotator = me.id, unassigned OR own))
        OR (reviews AND submitted AND coalesce(reviewer = me.id, unassigned) AND (reviews_own OR NOT own))
      ) AS open,
      coalesce(annotator = me.id, unassigned) OR coalesce(reviewer = me.id, unassigned) AS near
    FROM frame, me
  )`

/** The open work of a person: returned frames first, then series that nobody has begun, then by uncertainty. */
export function readWorklist(database: Database, options: WorklistOptions): Worklist {
  const { person, annotates, reviews, reviewsOwn, unassigned, limit } = options
  const me = [person.id, person.name, Number(annotates), Number(reviews), Number(reviewsOwn), Number(unassigned)] as const
  const begun = database.all<ItemRow>(
    `${work}
     SELECT work.instance_id AS instanceId, work.frame, work.series_id AS seriesId, status, submitted, assigned, source_name AS sourceName, patient_name AS patientName,
       series.description AS seriesDescription, uncertainty, author_name AS "by",
       CASE WHEN status = 'returned' THEN coalesce((SELECT comment FROM review_note WHERE review_note.instance_id = work.instance_id AND review_note.frame = work.frame
         AND act = 'return' ORDER BY id DESC LIMIT 1), '') ELSE '' END AS comment
     FROM work JOIN series ON series.id = work.series_id JOIN study ON study.id = series.study_id
     WHERE open ORDER BY status = 'returned' DESC, uncertainty DESC, work.instance_id, work.frame LIMIT ?`,
    ...me, limit,
  )
  const counts = database.get<Worklist['counts']>(
    `${work}
     SELECT coalesce(sum(open AND status = 'returned'), 0) AS returned, coalesce(sum(open AND NOT submitted AND status <> 'returned'), 0) AS annotate,
       coalesce(sum(open AND submitted), 0) AS review, coalesce(sum(submitted AND own AND NOT open), 0) AS waiting, coalesce(sum(near AND status = 'approved'), 0) AS approved
     FROM work`,
    ...me,
  )!
  const items = begun.map(({ submitted, assigned, ...item }): WorklistItem => ({ ...item, duty: submitted ? 'review' : 'annotate', assigned: assigned === 1 }))
  const fresh = annotates ? notBegun(database, person.id, limit) : []
  const returned = items.filter(({ status }) => status === 'returned')
  return {
    items: [...returned, ...fresh, ...items.slice(returned.length)].slice(0, limit),
    counts: { ...counts, annotate: counts.annotate + fresh.length },
  }
}

/** Images of the series given to a person to annotate that have no mask on any frame: each stands for itself, at its middle frame. */
function notBegun(database: Database, personId: number, limit: number): WorklistItem[] {
  return database
    .all<Pick<WorklistItem, 'instanceId' | 'frame' | 'seriesId' | 'sourceName' | 'patientName' | 'seriesDescription'>>(
      `SELECT instance.id AS instanceId, frames / 2 AS frame, series.id AS seriesId, source_name AS sourceName, patient_name AS patientName, series.description AS seriesDescription
       FROM assignment JOIN series ON series.id = assignment.series_id JOIN study ON study.id = series.study_id JOIN instance ON instance.series_id = series.id
       WHERE person_id = ? AND duty = 'annotate'
         AND NOT EXISTS (SELECT 1 FROM mask WHERE mask.instance_id = instance.id AND author_kind IS NOT NULL)
       ORDER BY instance.id LIMIT ?`,
      personId, limit,
    )
    .map((item) => ({ ...item, duty: 'annotate', status: 'unannotated', comment: '', by: '', uncertainty: null, assigned: true }))
}
