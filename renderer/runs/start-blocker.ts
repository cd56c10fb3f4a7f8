import { t } from 'i18next'
import type { RunDraft } from './run-draft'
import type { Inspection } from './use-inspection'

/** Why a run of this draft cannot be started, in a sentence for people, or null when it can. */
export function startBlocker(draft: RunDraft, inspection: Inspection): string | null {
  if (draft.name.trim() === '') return t('runDialog.blocked.name')
  if (inspection.state === 'unnamed') return t('runDialog.blocked.folder')
  if (inspection.state === 'looking') return t('runDialog.inspecting')
  // What could not be looked at may still be fit for use: the start looks again and says what it finds.
  if (inspection.state === 'done' && inspection.problems.length > 0) return t(draft.datasetKind === 'queue' && inspection.samples === 0 ? 'runDialog.blocked.queue' : 'runDialog.blocked.problems')
  if (draft.teacherKind === 'model' ? draft.teacherModel === null : draft.teacherNet === null) return t('runDialog.blocked.teacher')
  return draft.studentNet === null ? t('runDialog.blocked.student') : null
}
