import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type * as FilePromises from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { withDeclaredErrors } from '../../electron/engine/declared-errors'
import { writeFileDurably } from '../../electron/storage/durable-file'
import { storageCause } from '../../electron/storage/storage-error'
import { systemCauses } from '../../ml/model/system-causes'
import { writeAtomically } from '../../ml/model/write-atomically'
import { explainWriteError, WriteError } from '../../ml/model/write-error'

const state = vi.hoisted(() => ({ foldersOpen: true }))
vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof FilePromises>()
  return {
    ...actual,
    // Windows: EPERM for whoever opens a folder.
    open: async (path: string, flags: string) => {
      if (!state.foldersOpen && (await actual.stat(path).catch(() => null))?.isDirectory()) throw Object.assign(new Error('no'), { code: 'EPERM' })
      return actual.open(path, flags)
    },
  }
})

const withCode = (code: string): Error => Object.assign(new Error(code), { code })

describe('a failed write', () => {
  it.each(Object.entries(systemCauses))('by %s says the same in a run as in the library', (code, cause) => {
    expect(storageCause(withCode(code))).toBe(cause)
    expect(explainWriteError(withCode(code), 'weights.bin')).toMatchObject({ name: 'WriteError', message: `weights.bin cannot be written: ${cause}.` })
  })

  it('of the engine is a fault of the storage, not of what was asked', async () => {
    await expect(withDeclaredErrors(() => Promise.reject(new WriteError('x cannot be written: the disk is full.')))).rejects.toMatchObject({ code: 'storage', message: 'x cannot be written: the disk is full.' })
  })
})

describe('where folders cannot be opened, as on Windows', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lightvessel-write-'))
    state.foldersOpen = false
    vi.spyOn(process, 'platform', 'get').mockReturnValue('win32')
  })
  afterEach(() => {
    vi.restoreAllMocks()
    state.foldersOpen = true
    rmSync(folder, { recursive: true })
  })

  it.each([['a model or run', writeAtomically], ['the library', writeFileDurably]] as const)('files of %s are written all the same', async (_whose, write) => {
    await write(join(folder, 'file'), 'content')
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('content')
  })
})
