import { describe, expect, it } from 'vitest'
import { instance } from '../../electron/ipc/contract/index'
import { instanceOf } from '../../electron/storage/library-store'
import { headerOf } from '../integration/storage-fixtures'

describe('an image of the library', () => {
  it('is shown with what its values mean to the beam', () => {
    const header = headerOf({ pixelIntensity: { relationship: 'LIN', sign: -1 } })
    expect(instance.parse(instanceOf({ id: 1, seriesId: 1, objectHash: '', sourceName: 'a.dcm', header })).pixelIntensity).toEqual({ relationship: 'LIN', sign: -1 })
  })

  it('that an earlier version imported is shown without what that version did not read', () => {
    const { pixelIntensity: _intensity, calibratedPixelSpacing: _spacing, ...header } = headerOf()
    const stored = { id: 1, seriesId: 1, objectHash: '', sourceName: 'a.dcm', header: header as ReturnType<typeof headerOf> }
    expect(instance.parse(instanceOf(stored))).toMatchObject({ pixelIntensity: null, calibratedPixelSpacing: null })
  })
})
