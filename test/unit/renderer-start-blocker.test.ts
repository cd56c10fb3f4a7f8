import { beforeAll, describe, expect, it } from 'vitest'
import { setUpWords } from '../../renderer/i18n'
import { defaultDraft } from '../../renderer/runs/run-draft'
import type { RunDraft } from '../../renderer/runs/run-draft'
import { startBlocker } from '../../renderer/runs/start-blocker'

beforeAll(setUpWords)

const nets = [{ name: 'slim', role: 'student' as const, parameters: 1, description: '' }, { name: 'wide', role: 'teacher' as const, parameters: 2, description: '' }]
const draft = (more: Partial<RunDraft> = {}): RunDraft => ({ ...defaultDraft(nets, [], new Date(0)), ...more })
const found = (samples: number, problems: string[] = []) => ({ state: 'done' as const, samples, patients: samples, problems })

describe('why a run cannot be started', () => {
  it('is an empty queue, until frames are approved', () => {
    expect(startBlocker(draft(), found(0, ['The retraining queue is empty: approve corrected frames first.']))).toContain('No frame is approved yet')
    expect(startBlocker(draft(), found(2))).toBeNull()
  })

  it('is a folder that is not named, not looked at yet or of no use', () => {
    expect(startBlocker(draft({ datasetKind: 'folder' }), { state: 'unnamed' })).toContain('No folder is named')
    expect(startBlocker(draft({ datasetKind: 'folder', folder: '/x' }), { state: 'looking' })).toContain('is being looked at')
    expect(startBlocker(draft({ datasetKind: 'folder', folder: '/x' }), found(0, ['There is no such folder.']))).toContain('under Data set')
    expect(startBlocker(draft({ datasetKind: 'folder', folder: '/x' }), found(6))).toBeNull()
  })

  it('is what is missing in the dialog', () => {
    expect(startBlocker(draft({ name: ' ' }), found(2))).toContain('needs a name')
    expect(startBlocker(draft({ teacherNet: null }), found(2))).toContain('teacher')
    expect(startBlocker(draft({ studentNet: null }), found(2))).toContain('student net')
  })

  it('is not that the data set could not be looked at: the start looks again', () => {
    expect(startBlocker(draft(), { state: 'failed', message: 'The engine has ended.' })).toBeNull()
  })
})
