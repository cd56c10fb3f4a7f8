import { describe, expect, it, vi } from 'vitest'
import { usualSettings } from '../../electron/ipc/contract/index'
import type { Person, UserSettings } from '../../electron/ipc/contract/index'
import type { ServiceClients } from '../../renderer/connection/services'
import { usePeople } from '../../renderer/people/people-store'
import { setLayout, setLink, useViewer } from '../../renderer/state/viewer-store'

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
const { rememberArrangement } = await import('../../renderer/state/remember-arrangement')
const { useWorklist } = await import('../../renderer/worklist/worklist-store')

/** The settings service of whoever works on the page. */
const stored = new Map<string, UserSettings>()
const own = (): UserSettings => stored.get(usePeople.getState().me!.name) ?? usualSettings
const settings = {
  get: async () => own(),
  change: async (fields: Partial<UserSettings>) => void stored.set(usePeople.getState().me!.name, { ...own(), ...fields }),
} as unknown as ServiceClients['settings']

const arrangement = rememberArrangement(settings)

const works = async (id: number, name: string): Promise<void> => {
  usePeople.setState({ me: { id, name } as Person })
  await arrangement.load(settings.get({}))
}

describe('the arrangement of the window', () => {
  it('is each person’s own and comes back', async () => {
    await works(1, 'Anna')
    expect(stored.size, 'what is as usual is not stored').toBe(0)
    setLayout('1x2')
    setLink('frame')
    useWorklist.setState({ shown: true })
    await works(2, 'Bert')
    expect([useViewer.getState().layout, useViewer.getState().link, useWorklist.getState().shown]).toEqual(['1x1', 'off', false])
    setLayout('2x2')
    await works(1, 'Anna')
    expect([useViewer.getState().layout, useViewer.getState().link, useWorklist.getState().shown]).toEqual(['1x2', 'frame', true])
    const loaded = works(2, 'Bert')
    setLayout('1x1')
    await loaded
    expect(useViewer.getState().layout, 'who was quicker than the answer').toBe('1x1')
    expect([...stored].map(([name, { arrangement }]) => [name, arrangement.layout])).toEqual([['Anna', '1x2'], ['Bert', '1x1']])
  })
})
