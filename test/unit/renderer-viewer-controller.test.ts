import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FrameKey, Instance } from '../../electron/ipc/contract/index'
import type { ComparedFrames } from '../../renderer/comparison/compared-frames'
import type { FrameFilter } from '../../renderer/filters/frame-filter'
import { noFilters } from '../../renderer/filters/filter-settings'
import type { FrameMaskStore } from '../../renderer/masks/frame-mask-store'
import { useFrameStatuses } from '../../renderer/masks/frame-statuses'
import { emptyPane } from '../../renderer/state/pane'
import { changePane, goToFrame, useViewer } from '../../renderer/state/viewer-store'
import { ViewerController } from '../../renderer/viewer/viewer-controller'
import type { ViewerElements, ViewerNotices } from '../../renderer/viewer/viewer-controller'
import { FrameSource } from '../../renderer/viewport/frame-source'

/* The controller of a pane, with its drawing parts replaced: what it shows is what is given to the viewport. */

const shown: string[] = []
vi.mock('../../renderer/viewport/image-viewport', () => ({
  ImageViewport: class {
    hasImage = true
    ratio = 1
    canvas = {}
    matrix = () => [1, 0, 0, 1, 0, 0]
    view = () => null
    setLeftButton(): void {}
    dispose(): void {}
    show({ imageId }: { imageId: string }): void {
      shown.push(imageId)
    }
  },
}))
vi.mock('../../renderer/viewport/mask-layer', () => ({ MaskLayer: class { setMask(): void {} setPalette(): void {} setStyle(): void {} draw(): void {} } }))
vi.mock('../../renderer/tools/tool-host', () => ({ ToolHost: class { setTool(): void {} leaveFrame(): void {} dispose(): void {} } }))
vi.mock('../../renderer/comparison/comparison-overlay', () => ({ ComparisonOverlay: class { show(): void {} dispose(): void {} } }))

const instance = { id: 4, frames: 5, rows: 2, columns: 2, samplesPerPixel: 1, bitsAllocated: 8, rescaleSlope: 1, rescaleIntercept: 0, windowCenter: 50, windowWidth: 100, sourceName: 'rca.dcm', frameTimeMs: 100 } as Instance

const settled = () => new Promise((resolve) => setTimeout(resolve, 10))

/** Requests to the worker that filters, answered when the test says so. */
let filtering: { resolve: (samples: Uint8Array) => void; reject: (error: Error) => void }[]
let reachable: boolean
/** Frames whose masks were asked for. */
const asked: FrameKey[] = []
let source: FrameSource
let controller: ViewerController
const notices = { mayEdit: () => true, filtersFailed: vi.fn(), pickedDifference: () => undefined } as unknown as ViewerNotices

beforeEach(() => {
  shown.length = 0
  filtering = []
  reachable = true
  vi.stubGlobal('fetch', async () => {
    if (!reachable) throw new TypeError('Failed to fetch')
    return new Response(Uint8Array.of(1, 2, 3, 4))
  })
  const element = { addEventListener: () => undefined, removeEventListener: () => undefined, dataset: {} } as unknown as HTMLElement
  const elements = { viewport: element } as ViewerElements
  const masks = { subscribe: () => () => undefined, show: () => undefined, peek: () => undefined, load: (key: FrameKey) => (asked.push(key), new Promise(() => undefined)), capacity: () => 1 } as unknown as FrameMaskStore
  const filter = { run: () => new Promise((resolve, reject) => filtering.push({ resolve, reject })) } as unknown as FrameFilter
  source = new FrameSource()
  useViewer.setState({ ...emptyPane, instance, active: 0 })
  controller = new ViewerController(0, elements, masks, source, filter, {} as ComparedFrames, new Map(), notices)
})
afterEach(() => {
  controller.dispose()
  vi.unstubAllGlobals()
})

describe('the shown frame', () => {
  it('is never one with filters that were switched off meanwhile', async () => {
    await settled()
    changePane(0, { filters: { ...noFilters, equalise: true } })
    await settled()
    changePane(0, { filters: noFilters })
    for (const { resolve } of filtering) resolve(Uint8Array.of(9, 9, 9, 9))
    await settled()
    expect(filtering.length).toBeGreaterThan(0)
    expect(shown.at(-1)).toBe('4/0')
    expect(shown).not.toContain('4/0?equalise')
  })

  it('does not come to a pane that is gone', async () => {
    controller.dispose()
    await settled()
    expect(shown).toEqual([])
  })

  it('is shown as it is when its filters fail, and the cause is told', async () => {
    await settled()
    changePane(0, { filters: { ...noFilters, equalise: true } })
    await settled()
    for (const { reject } of filtering) reject(new Error('The filters could not be started.'))
    await settled()
    expect(notices.filtersFailed).toHaveBeenCalledExactlyOnceWith(new Error('The filters could not be started.'))
    expect(useViewer.getState().filters).toEqual(noFilters)
    expect(useViewer.getState().frameError).toBeNull()
    expect(shown.at(-1)).toBe('4/0')
  })

  it('is asked for again when the host is back after it was away', async () => {
    await settled()
    reachable = false
    useViewer.setState({ instance: { ...instance, id: 5 } })
    await settled()
    expect(useViewer.getState().frameError).not.toBeNull()
    reachable = true
    source.askAgain()
    await settled()
    expect(useViewer.getState().frameError).toBeNull()
    expect(shown.at(-1)).toBe('5/0')
  })
})

describe('masks', () => {
  it('of linked panes are not asked for frame by frame while the other one plays, and come at rest', async () => {
    useFrameStatuses.setState({ byInstance: new Map([[4, new Map()]]) })
    useViewer.setState({ layout: '1x2', link: 'frame', parked: useViewer.getState().parked.with(1, { ...emptyPane, instance: { ...instance, id: 9 } }) })
    await settled()
    asked.length = 0
    changePane(1, { playing: true })
    for (let frame = 1; frame < instance.frames; frame++) {
      goToFrame(frame, 1)
      await settled()
    }
    expect(useViewer.getState().frame).toBe(4)
    expect(asked).toEqual([])
    changePane(1, { playing: false })
    await vi.waitFor(() => expect(asked).toEqual([{ instanceId: 4, frame: 4 }]))
  })
})
