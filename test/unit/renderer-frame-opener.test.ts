import { QueryClient } from '@tanstack/react-query'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Instance, WorklistItem } from '../../electron/ipc/contract/index'
import { ServiceError } from '../../electron/ipc/service-error'
import { FrameOpener } from '../../renderer/library/frame-opener'
import { emptyPane } from '../../renderer/state/pane'
import { openInstance, useViewer } from '../../renderer/state/viewer-store'

/** Two series of two images each: 1 and 2, 3 and 4. */
const images = [1, 2, 3, 4].map((id) => ({ id, seriesId: Math.ceil(id / 2), frames: 10 }) as Instance)
const ofSeries = (seriesId: number): Instance[] => images.filter((image) => image.seriesId === seriesId)
let answers: Map<number, () => void>
let calls: number
let gone: Set<number>
let opener: FrameOpener

beforeEach(() => {
  useViewer.setState({ ...emptyPane, section: 'viewer', link: 'off' })
  answers = new Map()
  calls = 0
  gone = new Set()
  opener = new FrameOpener(
    {
      getInstance: async ({ instanceId }: { instanceId: number }) => {
        calls++
        await new Promise<void>((done) => (answers.set(instanceId, done), setTimeout(done, 20)))
        if (gone.has(instanceId)) throw new ServiceError('not-found', 'There is no such image.')
        return images.find(({ id }) => id === instanceId)!
      },
      getSeries: ({ seriesId }: { seriesId: number }) => Promise.resolve({ study: {}, series: { instances: ofSeries(seriesId).filter(({ id }) => !gone.has(id)) } }),
    } as unknown as ConstructorParameters<typeof FrameOpener>[0],
    new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } }),
  )
})

const shown = (): [number | undefined, number, number[]] => {
  const { instance, frame, siblings } = useViewer.getState()
  return [instance?.id, frame, siblings.map(({ id }) => id)]
}

describe('opening a frame', () => {
  it('shows it at rest, with its image among those of its series', async () => {
    useViewer.setState({ section: 'models', playing: true })
    expect(await opener.open({ instanceId: 4, frame: 7 })).toBe(true)
    expect(shown()).toEqual([4, 7, [3, 4]])
    expect(useViewer.getState()).toMatchObject({ section: 'viewer', playing: false })
  })

  it('goes to another image of the open series at once', () => {
    openInstance(images[0]!, ofSeries(1))
    void opener.open({ instanceId: 2, frame: 3 })
    expect(shown()).toEqual([2, 3, [1, 2]])
    expect(calls).toBe(0)
  })

  it('of another series never goes to that frame of the image that happens to be open', async () => {
    openInstance(images[0]!, ofSeries(1))
    const opened = opener.open({ instanceId: 3, frame: 5 })
    expect(shown()).toEqual([1, 0, [1, 2]])
    await opened
    expect(shown()).toEqual([3, 5, [3, 4]])
  })

  it('leaves what was asked for last', async () => {
    const slow = opener.open({ instanceId: 1, frame: 1 })
    const quick = opener.open({ instanceId: 3, frame: 2 })
    await vi.waitFor(() => expect(answers.has(3)).toBe(true))
    answers.get(3)!()
    expect(await quick).toBe(true)
    expect(await slow).toBe(false)
    expect(shown()).toEqual([3, 2, [3, 4]])
  })

  it('leaves what was opened by hand meanwhile', async () => {
    const slow = opener.open({ instanceId: 1, frame: 1 })
    openInstance(images[3]!, ofSeries(2))
    expect(await slow).toBe(false)
    expect(shown()).toEqual([4, 0, [3, 4]])
  })

  it('asks for an image once, and is refused when it has gone since', async () => {
    await opener.open({ instanceId: 1, frame: 1 })
    useViewer.setState(emptyPane)
    await opener.open({ instanceId: 1, frame: 2 })
    expect(calls).toBe(1)
    gone.add(3)
    await expect(opener.open({ instanceId: 3, frame: 0 })).rejects.toMatchObject({ code: 'not-found' })
    expect(shown()).toEqual([1, 2, [1, 2]])
  })

  it('is how the worklist opens its items: the other images of the series are there', async () => {
    vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
    const { WorklistWalk } = await import('../../renderer/worklist/worklist-walk')
    const nothing = { load: () => Promise.resolve() } as never
    await new WorklistWalk(opener, nothing, nothing).open({ instanceId: 2, frame: 4 } as WorklistItem)
    expect(shown()).toEqual([2, 4, [1, 2]])
    vi.unstubAllGlobals()
  })
})
