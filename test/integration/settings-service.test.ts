import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CallContext } from '../../electron/ipc/contract'
import type { UserSettings } from '../../electron/ipc/contract/index'
import { SettingsService } from '../../electron/services/settings-service'
import { type LibraryFolder, openLibraryFolder } from '../../electron/storage/library-folder'
import { writeLibraryValue } from '../../electron/storage/library-values'

const context: CallContext = { signal: new AbortController().signal, progress: () => undefined }

describe('settings', () => {
  let folderName: string
  let folder: LibraryFolder
  beforeEach(async () => {
    folderName = mkdtempSync(join(tmpdir(), 'lightvessel-settings-'))
    folder = await openLibraryFolder(folderName)
  })
  afterEach(() => {
    folder.close()
    rmSync(folderName, { recursive: true, force: true })
  })
  const service = (userName: string): SettingsService => new SettingsService({ database: folder.database, userName })

  it('outlive the program, each person having their own', async () => {
    await service('Anna').implementation.change({ shortcuts: { invert: ['x'] } }, context)
    folder.close()
    folder = await openLibraryFolder(folderName)
    expect(await service('Anna').implementation.get({}, context)).toMatchObject({ shortcuts: { invert: ['x'] } })
    expect(await service('Bert').implementation.get({}, context)).toMatchObject({ shortcuts: {} })
  })

  it('tell every page', async () => {
    const one = service('Anna')
    const heard: unknown[] = []
    one.events.subscribe((_name, payload) => heard.push((payload as UserSettings).shortcuts))
    await one.implementation.change({ shortcuts: { fit: ['q'] } }, context)
    expect(heard).toEqual([{ fit: ['q'] }])
  })

  it('a stored value that cannot be read falls back alone', async () => {
    writeLibraryValue(folder.database, 'settings:Anna', JSON.stringify({ shortcuts: 'broken', unheardOf: 1 }))
    expect((await service('Anna').implementation.get({}, context)).shortcuts).toEqual({})
  })
})
