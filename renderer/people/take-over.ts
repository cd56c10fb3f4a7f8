import { t } from 'i18next'
import type { QueryClient } from '@tanstack/react-query'
import { forgetCases } from '../cases/case-comparison'
import type { ComparedFrames } from '../comparison/compared-frames'
import { forgetSeriesComparison } from '../comparison/series-comparison'
import { readAgain } from '../connection/read-again'
import type { ServiceClients } from '../connection/services'
import type { RememberedBrowser } from '../library/browser-store'
import type { SeriesRows } from '../library/series-rows'
import type { FrameMaskStore } from '../masks/frame-mask-store'
import { measureActs } from '../measure/measure-acts'
import { forgetPropagation } from '../propagation/propagation-store'
import type { WorkTime } from '../review/watch-work-time'
import { notify } from '../shell/notify'
import type { RememberedArrangement } from '../state/remember-arrangement'
import { choosePerson, lastPersonId, usePeople } from './people-store'

/** What a page keeps of whoever works on it. */
export interface PersonalPage {
  readonly clients: ServiceClients
  readonly masks: FrameMaskStore
  readonly compared: ComparedFrames
  readonly seriesRows: SeriesRows
  readonly queries: QueryClient
  readonly workTime: WorkTime
  readonly browser: RememberedBrowser
  readonly arrangement: RememberedArrangement
}

/**
 * Somebody else works on this page from now on, as one act. What the one before did is signed with the name of the one before: time and
 * places are stored first, and nothing happens while strokes are not saved. Then nothing stays of what only the one before may see or
 * undo, and the page is set as the new person left it. Resolves to whether the page was taken over; rejects when the services refuse.
 */
export async function takeOver(page: PersonalPage, personId: number): Promise<boolean> {
  const { clients, masks, workTime, browser, arrangement } = page
  const { me } = usePeople.getState()
  if (me?.id === personId) return true
  if (lastPersonId() === personId) return comeBack(page, personId)
  if (me === null) {
    // Whoever worked here may do so no more: nothing can be signed with that name now.
    workTime.drop()
    browser.drop()
  } else {
    await Promise.all([workTime.close(), browser.close()])
    if (masks.hasUnsaved) {
      notify('warning', t('people.unsaved'), { id: 'switch-person' })
      return false
    }
  }
  await choosePerson(clients.people, personId)
  forgetCases()
  forgetSeriesComparison()
  forgetPropagation()
  measureActs().startOver()
  const settings = clients.settings.get({})
  await Promise.all([masks.startOver(), browser.load(settings), arrangement.load(settings), readAgain(page, settings)])
  return true
}

/** The same person may work here again: what was not saved meanwhile still is to be. */
async function comeBack(page: PersonalPage, personId: number): Promise<boolean> {
  await choosePerson(page.clients.people, personId)
  await Promise.all([page.masks.resume(), readAgain(page)])
  return true
}
