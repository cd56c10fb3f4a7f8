import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SeriesRow } from '../../electron/ipc/contract/index'
import { SeriesRows } from '../../renderer/library/series-rows'

/** The host knows these; null: it cannot be asked. */
let known: readonly number[] | null
let asked: number[][]
let rows: SeriesRows

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('requestAnimationFrame', (act: () => void) => setTimeout(act, 16))
  vi.spyOn(console, 'error').mockReturnValue()
  asked = []
  rows = new SeriesRows({
    rows: async ({ seriesIds }) => {
      asked.push(seriesIds)
      if (known === null) throw new Error('the library cannot be read')
      return seriesIds.filter((id) => known?.includes(id)).map((id) => ({ id }) as SeriesRow)
    },
  } as ConstructorParameters<typeof SeriesRows>[0])
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const aWhile = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1000)

describe('the rows of single series', () => {
  it('are asked for once for what comes into sight, and again when something has changed', async () => {
    known = [1, 2, 3]
    rows.show([1, 2])
    await aWhile()
    rows.show([2, 3])
    await aWhile()
    rows.refresh()
    await aWhile()
    expect(asked).toEqual([[1, 2], [3], [2, 3]])
  })

  it('are not asked for over and over when the host does not know them', async () => {
    known = [1]
    rows.show([1, 2])
    await aWhile()
    rows.show([1, 2])
    await aWhile()
    expect(asked).toEqual([[1, 2]])
    known = [1, 2]
    rows.refresh()
    await aWhile()
    expect(asked).toEqual([[1, 2], [1, 2]])
    expect(rows.get(2)).toEqual({ id: 2 })
  })

  it('are not asked for over and over when the host fails, but when they are looked at anew', async () => {
    known = null
    rows.show([1, 2])
    await aWhile()
    rows.show([1, 2])
    await aWhile()
    expect(asked).toEqual([[1, 2]])
    known = [1, 2, 3]
    rows.show([2, 3])
    await aWhile()
    rows.show([1, 2, 3])
    await aWhile()
    expect(asked).toEqual([[1, 2], [3], [1]])
  })

  it('that may have changed are asked for again after a failure', async () => {
    known = [1]
    rows.show([1])
    await aWhile()
    known = null
    rows.refresh()
    await aWhile()
    rows.show([])
    known = [1]
    rows.show([1])
    await aWhile()
    expect(asked).toEqual([[1], [1], [1]])
  })
})
