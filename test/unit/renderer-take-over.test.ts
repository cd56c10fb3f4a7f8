import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { usualSettings } from '../../electron/ipc/contract/index'
import type { MaskState, Person } from '../../electron/ipc/contract/index'
import { encodeRuns } from '../../electron/ipc/run-length'
import { ServiceError } from '../../electron/ipc/service-error'
import { useCaseComparison } from '../../renderer/cases/case-comparison'
import { ComparedFrames } from '../../renderer/comparison/compared-frames'
import { loadSettings, watchSettings } from '../../renderer/connection/person-settings'
import { readAgain } from '../../renderer/connection/read-again'
import type { ServiceClients } from '../../renderer/connection/services'
import { useLabels } from '../../renderer/labels/label-store'
import { rememberBrowser, useBrowser } from '../../renderer/library/browser-store'
import { SeriesRows } from '../../renderer/library/series-rows'
import { FrameMaskStore } from '../../renderer/masks/frame-mask-store'
import { setUpMeasureActs } from '../../renderer/measure/measure-acts'
import { choosePerson, usePeople } from '../../renderer/people/people-store'
import { takeOver } from '../../renderer/people/take-over'
import type { PersonalPage } from '../../renderer/people/take-over'
import { watchWorkTime } from '../../renderer/review/watch-work-time'
import { useKeyChanges } from '../../renderer/shortcuts/shortcut-keys'
import { useViewer } from '../../renderer/state/viewer-store'

const people = ['Ada', 'Bo'].map((name, index): Person => ({ id: index + 1, name, roles: ['annotator'], active: true, createdAt: '' }))
const shown = { instanceId: 5, frame: 0 }
const hidden = { instanceId: 5, frame: 1 }
const size = { rows: 4, columns: 4 }

/** The services as one connection sees them: who makes each call, in order, and what each person gets. */
class Services {
  readonly calls: string[] = []
  readonly listeners = new Map<string, Set<(payload: unknown) => void>>()
  person: Person | null = null
  refuses: string | null = null

  readonly clients = new Proxy({}, { get: (_none, service: string) => this.client(service) }) as ServiceClients

  private client(service: string): unknown {
    return new Proxy({}, {
      get: (_none, call: string) => {
        if (call !== 'on') return async (input: unknown) => this.answer(`${service}.${call}`, input)
        return (event: string, listener: (payload: unknown) => void) => {
          const name = `${service}.${event}`
          this.listeners.set(name, (this.listeners.get(name) ?? new Set()).add(listener))
        }
      },
    })
  }

  private answer(name: string, input: unknown): unknown {
    if (name === 'people.choose') {
      this.person = people.find(({ id }) => id === (input as { personId: number }).personId)!
      this.calls.push(`${this.person.name} ${name}`)
      return this.person
    }
    this.calls.push(`${this.person?.name} ${name}`)
    if (name === this.refuses) throw new ServiceError('closed', 'the connection was closed')
    const mine = this.person?.id ?? 0
    switch (name) {
      case 'masks.get':
        return { ...shown, ...(input as object), ...size, labels: encodeRuns(new Uint8Array(16).fill(mine)), status: 'corrected', lastAuthor: null, history: { revision: 1, undoable: 0, redoable: 0, undoName: null, redoName: null } } satisfies MaskState
      case 'masks.statuses':
        return []
      case 'comparison.mask':
        return { labels: encodeRuns(new Uint8Array(16).fill(mine)) }
      case 'settings.get':
        return { ...usualSettings, shortcuts: { undo: [`F${mine}`] }, browser: { ...usualSettings.browser, lastInstanceId: mine }, arrangement: { ...usualSettings.arrangement, layout: mine === 2 ? '2x2' : '1x1' } }
      case 'labels.get':
        return { labels: [{ id: mine, name: '', colour: '#000000', vessel: true, locked: false, visible: true }], schemes: [], activeSchemeId: 1 }
      default:
        return {}
    }
  }
}

let services: Services
let page: PersonalPage

beforeEach(async () => {
  vi.useFakeTimers()
  const stored = new Map<string, string>()
  const target = { addEventListener: () => undefined }
  vi.stubGlobal('sessionStorage', { getItem: (key: string) => stored.get(key) ?? null, setItem: (key: string, value: string) => stored.set(key, value) })
  vi.stubGlobal('localStorage', sessionStorage)
  vi.stubGlobal('window', target)
  vi.stubGlobal('requestAnimationFrame', (act: () => void) => setTimeout(act, 16))
  const used = new Set<() => void>()
  vi.stubGlobal('document', { addEventListener: (_name: string, act: () => void) => used.add(act), hasFocus: () => true })
  // The worklist's store looks into the browser's storage when it is read.
  const { rememberArrangement } = await import('../../renderer/state/remember-arrangement')
  services = new Services()
  const { clients } = services
  usePeople.setState({ me: null, people })
  useViewer.setState({ instance: { id: shown.instanceId } as never, frame: 0, section: 'viewer' })
  setUpMeasureActs(clients.measurements)
  const masks = new FrameMaskStore(clients.masks, () => usePeople.getState().me?.name ?? '')
  const compared = new ComparedFrames(clients, masks)
  await choosePerson(clients.people, 1)
  const browser = rememberBrowser(clients.settings)
  watchSettings(clients.settings)
  const settings = clients.settings.get({})
  await Promise.all([loadSettings(settings), browser.load(settings)])
  page = { clients, masks, compared, seriesRows: new SeriesRows(clients.library), queries: new QueryClient(), workTime: watchWorkTime(clients.review), browser, arrangement: rememberArrangement(clients.settings) }
  for (const act of used) act()
  services.calls.length = 0
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('taking over', () => {
  it('stores time and places in the name of the person before, and nothing of them in the name of the next', async () => {
    await vi.advanceTimersByTimeAsync(3000)
    useBrowser.setState({ lastInstanceId: 77 })
    expect(await takeOver(page, 2)).toBe(true)
    const at = services.calls.indexOf('Bo people.choose')
    expect(services.calls.slice(0, at).toSorted()).toEqual(['Ada review.spend', 'Ada settings.change'])
    expect(services.calls.filter((call) => call === 'Bo settings.get'), 'one answer for all that they set').toHaveLength(1)
    services.calls.length = 0
    // The next acts of the clock and of the browser find nothing that is left over.
    useViewer.setState({ section: 'models' })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(services.calls.filter((call) => /spend|change/.test(call))).toEqual([])
    expect(useBrowser.getState().lastInstanceId).toBe(2)
    expect(useViewer.getState().layout).toBe('2x2')
    expect(useKeyChanges.getState().changes).toEqual({ undo: ['F2'] })
  })

  it('keeps nothing of what the person before saw', async () => {
    const { masks, compared, queries } = page
    const view = {}
    masks.show(view, shown)
    await masks.load(hidden)
    const mask = await masks.load(shown)
    await compared.load(shown, { kind: 'model', modelId: 'm' }, size)
    queries.setQueryData(['readings', 5, 0], ['of Ada'])
    useCaseComparison.setState({ cases: [] })
    const forgotten = vi.fn<(key: unknown) => void>()
    compared.onForgotten(forgotten)
    await takeOver(page, 2)
    expect(mask.labels[0]).toBe(2)
    expect(masks.peek(hidden)).toBeUndefined()
    expect(compared.peek(shown, { kind: 'model', modelId: 'm' })).toBeUndefined()
    expect(forgotten).toHaveBeenCalledWith(null)
    expect(queries.getQueryData(['readings', 5, 0])).toBeUndefined()
    expect(useCaseComparison.getState().cases).toBeNull()
  })

  it('waits for an answer to the person before, and drops it', async () => {
    const { masks } = page
    const late = masks.load(hidden)
    await takeOver(page, 2)
    await late
    expect((await masks.load(hidden)).labels[0]).toBe(2)
  })

  it('does not happen while strokes are not saved, nor when the time could not be stored', async () => {
    const { masks } = page
    const mask = await masks.load(shown)
    services.refuses = 'masks.applyStroke'
    masks.change(mask, new Uint8Array(16).fill(7), 'fill')
    await vi.advanceTimersByTimeAsync(10)
    expect(await takeOver(page, 2)).toBe(false)
    services.refuses = 'review.spend'
    await vi.advanceTimersByTimeAsync(3000)
    await expect(takeOver(page, 2)).rejects.toThrow('closed')
    expect(usePeople.getState().me?.name).toBe('Ada')
    expect(services.calls).not.toContain('Bo people.choose')
    expect(mask.labels[0]).toBe(7)
  })

  it('after a person may work here no more: another begins anew, the same goes on with what is not saved', async () => {
    const { masks } = page
    const mask = await masks.load(shown)
    services.refuses = 'masks.applyStroke'
    masks.change(mask, new Uint8Array(16).fill(7), 'fill')
    await vi.advanceTimersByTimeAsync(3000)
    usePeople.setState({ me: null })
    services.refuses = null
    services.calls.length = 0
    await takeOver(page, 1)
    await vi.advanceTimersByTimeAsync(10)
    expect(services.calls).toContain('Ada masks.applyStroke')

    services.refuses = 'masks.applyStroke'
    masks.change(mask, new Uint8Array(16).fill(9), 'fill')
    masks.show({}, shown)
    await vi.advanceTimersByTimeAsync(10)
    usePeople.setState({ me: null })
    services.calls.length = 0
    await takeOver(page, 2)
    expect(services.calls.filter((call) => /applyStroke|spend/.test(call))).toEqual([])
    expect(masks.hasUnsaved).toBe(false)
    expect(mask.labels[0]).toBe(2)
  })
})

describe('what was missed while there was no connection', () => {
  it('is read again: labels, settings and compared masks among it', async () => {
    useLabels.setState({ book: null })
    useKeyChanges.setState({ changes: {} })
    await page.compared.load(shown, { kind: 'model', modelId: 'm' }, size)
    await readAgain(page)
    expect(page.compared.peek(shown, { kind: 'model', modelId: 'm' })).toBeUndefined()
    expect(useLabels.getState().book?.labels).toHaveLength(1)
    expect(useKeyChanges.getState().changes).toEqual({ undo: ['F1'] })
    expect(services.calls).toEqual(expect.arrayContaining(['Ada audit.state', 'Ada labels.get', 'Ada settings.get']))
  })

  it('does not turn the browser away from where this window is', async () => {
    useBrowser.setState({ lastInstanceId: 77 })
    await readAgain(page)
    expect(useBrowser.getState().lastInstanceId).toBe(77)
  })

  it('is watched once: one change of settings is taken once', () => {
    expect(services.listeners.get('settings.changed')?.size).toBe(1)
  })
})
