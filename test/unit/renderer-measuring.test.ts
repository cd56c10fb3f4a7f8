import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Client } from '../../electron/ipc/contract'
import type { FrameKey, Instance, Measurement, measurementsContract } from '../../electron/ipc/contract/index'
import { setUpWords } from '../../renderer/i18n'
import type { FrameMask } from '../../renderer/masks/frame-mask'
import type { FrameMaskStore } from '../../renderer/masks/frame-mask-store'
import { measureActs, setUpMeasureActs } from '../../renderer/measure/measure-acts'
import { MeasureSession, shapeOf } from '../../renderer/measure/measure-session'
import { useMeasurements } from '../../renderer/measure/measurement-store'
import { useAnnouncement } from '../../renderer/shell/announcement'
import type { ServiceClients } from '../../renderer/connection/services'
import { emptyPane } from '../../renderer/state/pane'
import { useViewer } from '../../renderer/state/viewer-store'
import type { ToolPane, ToolPress } from '../../renderer/tools/viewer-tool'
import type { WorklistWalk } from '../../renderer/worklist/worklist-walk'

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
const { AppActions } = await import('../../renderer/state/app-actions')

const instance = (id: number) => ({ id, frames: 20, rows: 100, columns: 100, imagerPixelSpacing: null, calibratedPixelSpacing: null }) as Instance
const at = (instanceId: number, frame: number): FrameKey => ({ instanceId, frame })
const line = shapeOf([{ x: 1, y: 1 }, { x: 11, y: 1 }])
const press = (x: number, y: number): ToolPress => ({ x, y, pressure: 1, erase: false, alt: false, clicks: 1 })

/** What the service was asked to do. */
let log: string[]

const said = () => useAnnouncement.getState().text

/** The service above answers at once: what was asked for is done. */
const settled = () => new Promise((resolve) => setTimeout(resolve))

beforeAll(setUpWords)
beforeEach(() => {
  log = []
  setUpMeasureActs({
    put: async ({ instanceId, frame }: FrameKey) => void log.push(`put ${instanceId}/${frame}`),
    remove: async () => void log.push('remove'),
  } as unknown as Client<typeof measurementsContract>)
  useMeasurements.setState({ byInstance: new Map(), chosen: null, moving: null, draft: null, asking: null })
  useViewer.setState({ ...emptyPane, instance: instance(1), frame: 3, active: 0, tool: 'length' })
})

/** A view on a frame, one CSS pixel a pixel. */
function paneOn(key: FrameKey, redraw = vi.fn()): ToolPane {
  return { frame: () => key, image: () => ({ columns: 100, rows: 100 }), middle: () => ({ x: 50.2, y: 40.9 }), scale: () => 1, redraw } as unknown as ToolPane
}

describe('undo', () => {
  const mask = { stroke: null } as FrameMask
  const masks = { peek: () => mask, undo: () => log.push('mask undone'), redo: () => log.push('mask redone') } as unknown as FrameMaskStore
  const actions = new AppActions({} as ServiceClients, masks, { canPickPaths: false } as never, {} as WorklistWalk)
  it('means the same from menu and key: measurements while somebody measures, and the mask otherwise', async () => {
    measureActs().add(at(1, 3), line)
    actions.run('undo')
    await settled()
    expect(log).toEqual(['put 1/3', 'remove'])
    actions.run('redo')
    useViewer.setState({ tool: 'brush' })
    actions.run('undo')
    await settled()
    expect(log.slice(2)).toEqual(['mask undone', 'put 1/3'])
  })

  it('stops at the first measurement instead of going on with the mask', async () => {
    measureActs().add(at(1, 3), line)
    for (let step = 0; step < 3; step++) actions.run('undo')
    await settled()
    expect(log).toEqual(['put 1/3', 'remove'])
  })

  it('leaves other images alone', async () => {
    measureActs().add(at(1, 3), line)
    useViewer.setState({ instance: instance(2), frame: 0 })
    actions.run('undo')
    await settled()
    expect(log).toEqual(['mask undone', 'put 1/3'])
  })

  it('goes to the frame where it changes something', async () => {
    measureActs().add(at(1, 3), line)
    useViewer.setState({ frame: 12, playing: true })
    actions.run('undo')
    await settled()
    expect(useViewer.getState()).toMatchObject({ frame: 3, playing: false })
  })
})

describe('a session on one pane', () => {
  it('keeps what is drawn, moved and chosen in another one', () => {
    const drawing = new MeasureSession(paneOn(at(1, 3)), 2, () => undefined)
    const other = new MeasureSession(paneOn(at(1, 9)), 2, () => undefined)
    drawing.begin(press(10, 10))
    drawing.move([press(30, 10)])
    const { draft } = useMeasurements.getState()
    expect(draft).toMatchObject({ frame: 3, points: [{ x: 10, y: 10 }, { x: 30, y: 10 }] })
    other.leave()
    expect(useMeasurements.getState().draft).toBe(draft)
    drawing.leave()
    expect(useMeasurements.getState().draft).toBeNull()

    const stored: Measurement = { ...at(1, 3), id: 'one-of-three', shape: line, author: 'Anna', createdAt: '' }
    useMeasurements.setState({ byInstance: new Map([[1, { measurements: [stored], calibration: null }]]) })
    drawing.begin(press(1, 1))
    drawing.move([press(5, 6)])
    other.leave()
    expect(other.cancel()).toBe(false)
    expect(useMeasurements.getState()).toMatchObject({ chosen: stored.id, moving: { id: stored.id, shape: { points: [{ x: 5, y: 6 }, { x: 11, y: 1 }] } } })
    expect(drawing.cancel()).toBe(true)
    expect(useMeasurements.getState()).toMatchObject({ chosen: null, moving: null })
  })
})

describe('measuring by keys', () => {
  it('draws a line between two places of the cross and says it', () => {
    const done = vi.fn()
    const session = new MeasureSession(paneOn(at(1, 3)), 2, done)
    expect(session.moveCursor(1, 0), 'arrows are free until there is a cross').toBe(false)
    expect(session.finish()).toBe(true)
    expect(said()).toContain('x 50, y 40')
    session.finish()
    expect(said()).toBe('Point 1 of 2 set at x 50, y 40')
    session.finish()
    expect(said(), 'no line without a length').toBe('There is a point here already. Move the cross first.')
    for (const [x, y] of [[10, 0], [10, 0], [1, 0], [0, -10]] as const) session.moveCursor(x, y)
    expect(useMeasurements.getState().draft?.points).toEqual([{ x: 50.5, y: 40.5 }, { x: 71.5, y: 30.5 }])
    session.hover({ x: 3, y: 3 })
    session.finish()
    expect(done).toHaveBeenCalledExactlyOnceWith(at(1, 3), [{ x: 50.5, y: 40.5 }, { x: 71.5, y: 30.5 }])
    expect(said()).toBe('Measured: 23.3 px')
  })

  it('draws an angle, takes points back, keeps to the image and gives up', () => {
    const done = vi.fn()
    const session = new MeasureSession(paneOn(at(1, 3)), 3, done)
    session.finish()
    session.moveCursor(-80, 0)
    session.finish()
    expect(said()).toBe('Point 1 of 3 set at x 0, y 40')
    session.moveCursor(30, 0)
    session.finish()
    expect(session.stepBack()).toBe(true)
    session.finish()
    session.moveCursor(0, -40)
    session.finish()
    expect(done).toHaveBeenCalledExactlyOnceWith(at(1, 3), [{ x: 0.5, y: 40.5 }, { x: 30.5, y: 40.5 }, { x: 30.5, y: 0.5 }])
    expect(said()).toBe('Measured: 90.0°')
    expect(session.cancel()).toBe(true)
    expect(session.moveCursor(1, 0)).toBe(false)
    expect(session.cancel()).toBe(false)
  })
})
