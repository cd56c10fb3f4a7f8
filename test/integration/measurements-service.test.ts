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
    expect(await service.implementation.list({ instanceIds: [instanceId] }, context)).toMatchObject([{ instanceId, measurements: [{ id: 'measurement-1', frame: 2, shape: moved, author: 'Anna' }], calibration: null }])
    await service.implementation.remove({ id: 'measurement-1' }, context)
    expect(await service.implementation.list({ instanceIds: [instanceId] }, context)).toEqual([{ instanceId, measurements: [], calibration: null }])
    await expect(async () => service.implementation.remove({ id: 'measurement-1' }, context)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('are asked for by many images at once, each with its own', async () => {
    const { put, calibrate, list } = service.implementation
    const [second, third] = ['1.2.3.4.6', '1.2.3.4.7'].map((sopInstanceUid) => addInstanceRow(folder.database, headerOf({ sopInstanceUid })))
    await put({ id: 'on-the-third', instanceId: third!, frame: 1, shape: line }, context)
    await put({ id: 'on-the-first-later', instanceId, frame: 2, shape: line }, context)
    await put({ id: 'on-the-first', instanceId, frame: 0, shape: line }, context)
    await calibrate({ instanceId: second!, frame: 0, line: line.points, known: { kind: 'catheter', french: 6 } }, context)
    const found = await list({ instanceIds: [third!, instanceId, second!] }, context)
    expect(found.map((each) => ({ image: each.instanceId, ids: each.measurements.map(({ id }) => id), calibrated: each.calibration?.instanceId }))).toEqual([
      { image: third, ids: ['on-the-third'], calibrated: undefined },
      { image: instanceId, ids: ['on-the-first', 'on-the-first-later'], calibrated: undefined },
      { image: second, ids: [], calibrated: second },
    ])
    expect(await list({ instanceIds: [] }, context)).toEqual([])
  })

  it('refuse frames that are not there', async () => {
    await expect(async () => service.implementation.put({ id: 'measurement-2', instanceId, frame: 4, shape: line }, context)).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(async () => service.implementation.put({ id: 'measurement-2', instanceId: instanceId + 1, frame: 0, shape: line }, context)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('a calibration replaces the one before, is audited, and goes with its image', async () => {
    const { calibrate, list, removeCalibration } = service.implementation
    await calibrate({ instanceId, frame: 0, line: line.points, known: { kind: 'catheter', french: 6 } }, context)
    await calibrate({ instanceId, frame: 1, line: line.points, known: { kind: 'length', millimetres: 10 } }, context)
    expect(await list({ instanceIds: [instanceId] }, context)).toMatchObject([{ calibration: { frame: 1, known: { kind: 'length', millimetres: 10 }, author: 'Anna' } }])
    await expect(async () => calibrate({ instanceId, frame: 0, line: [line.points[0], line.points[0]], known: { kind: 'catheter', french: 6 } }, context)).rejects.toMatchObject({ code: 'invalid-input' })
    await removeCalibration({ instanceId }, context)
    expect(await list({ instanceIds: [instanceId] }, context)).toMatchObject([{ calibration: null }])
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
