import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { usualSettings } from '../../electron/ipc/contract/settings'
import { SettingsService } from '../../electron/services/settings-service'
import { type LibraryFolder, openLibraryFolder } from '../../electron/storage/library-folder'
import { writeLibraryValue } from '../../electron/storage/library-values'
import { contextOf } from '../helpers/call-context'

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
  const service = (): SettingsService => new SettingsService({ database: folder.database })

  it('outlive the program, each person having their own', async () => {
    await service().implementation.change({ shortcuts: { invert: ['x'] } }, contextOf('Anna'))
    folder.close()
    folder = await openLibraryFolder(folderName)
    expect(await service().implementation.get({}, contextOf('Anna'))).toMatchObject({ shortcuts: { invert: ['x'] } })
    expect(await service().implementation.get({}, contextOf('Bert'))).toMatchObject({ shortcuts: {} })
  })

  it('tell every page', async () => {
    const one = service()
    const heard: unknown[] = []
    one.events.subscribe((_name, payload) => heard.push(payload))
    await one.implementation.change({ shortcuts: { fit: ['q'] } }, contextOf('Anna'))
    expect(heard).toEqual([{ person: 'Anna', settings: { ...usualSettings, shortcuts: { fit: ['q'] } } }])
  })

  it('a stored value that cannot be read falls back alone', async () => {
    writeLibraryValue(folder.database, 'settings:Anna', JSON.stringify({ shortcuts: 'broken', unheardOf: 1 }))
    expect((await service().implementation.get({}, contextOf('Anna'))).shortcuts).toEqual({})
  })
})
