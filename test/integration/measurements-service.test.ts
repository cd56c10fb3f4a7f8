import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MeasurementsService } from '../../electron/services/measurements-service'
import { findAuditBreak } from '../../electron/storage/audit-log'
import { type LibraryFolder, openLibraryFolder } from '../../electron/storage/library-folder'
import { contextOf } from '../helpers/call-context'
import { addInstanceRow, headerOf, temporaryFolder } from './storage-fixtures'

const context = contextOf('Anna')
const line = { kind: 'length' as const, points: [{ x: 1, y: 2 }, { x: 11, y: 2.5 }] as [{ x: number; y: number }, { x: number; y: number }] }

describe('measurements', () => {
  let name: string
  let remove: () => void
  let folder: LibraryFolder
  let service: MeasurementsService
  let instanceId: number

  beforeEach(async () => {
    ;({ folder: name, remove } = temporaryFolder())
    folder = await openLibraryFolder(name)
    service = new MeasurementsService({ database: folder.database })
    instanceId = addInstanceRow(folder.database, headerOf())
  })
  afterEach(() => {
    folder.close()
    remove()
  })

  it('outlive the program, are moved in place, and come back under the same id', async () => {
    const { put } = service.implementation
    await put({ id: 'measurement-1', instanceId, frame: 2, shape: line }, context)
    const moved = { ...line, points: [{ x: 3, y: 3 }, line.points[1]] as typeof line.points }
    await put({ id: 'measurement-1', instanceId, frame: 2, shape: moved }, context)
    folder.close()
    folder = await openLibraryFolder(name)
    service = new MeasurementsService({ database: folder.database })
    expect((await service.implementation.list({ instanceId }, context)).measurements).toMatchObject([{ id: 'measurement-1', frame: 2, shape: moved, author: 'Anna' }])
    await service.implementation.remove({ id: 'measurement-1' }, context)
    expect((await service.implementation.list({ instanceId }, context)).measurements).toEqual([])
    await expect(async () => service.implementation.remove({ id: 'measurement-1' }, context)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('refuse frames that are not there', async () => {
    await expect(async () => service.implementation.put({ id: 'measurement-2', instanceId, frame: 4, shape: line }, context)).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(async () => service.implementation.put({ id: 'measurement-2', instanceId: instanceId + 1, frame: 0, shape: line }, context)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('a calibration replaces the one before, is audited, and goes with its image', async () => {
    const { calibrate, list, removeCalibration } = service.implementation
    await calibrate({ instanceId, frame: 0, line: line.points, known: { kind: 'catheter', french: 6 } }, context)
    await calibrate({ instanceId, frame: 1, line: line.points, known: { kind: 'length', millimetres: 10 } }, context)
    expect((await list({ instanceId }, context)).calibration).toMatchObject({ frame: 1, known: { kind: 'length', millimetres: 10 }, author: 'Anna' })
    await expect(async () => calibrate({ instanceId, frame: 0, line: [line.points[0], line.points[0]], known: { kind: 'catheter', french: 6 } }, context)).rejects.toMatchObject({ code: 'invalid-input' })
    await removeCalibration({ instanceId }, context)
    expect((await list({ instanceId }, context)).calibration).toBeNull()
    const acts = folder.database.all<{ act: string }>("SELECT act FROM audit WHERE act LIKE 'calibration%' ORDER BY sequence").map(({ act }) => act)
    expect(acts).toEqual(['calibration: set', 'calibration: set', 'calibration: remove'])
    expect(await findAuditBreak(folder.database)).toBeNull()
  })

  it('tells every page which image has changed', async () => {
    const heard: unknown[] = []
    service.events.subscribe((_name, payload) => heard.push(payload))
    await service.implementation.put({ id: 'measurement-3', instanceId, frame: 0, shape: line }, context)
    expect(heard).toEqual([{ instanceId }])
  })
})
