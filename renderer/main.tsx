import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import 'uplot/dist/uPlot.min.css'
import './styles.css'
import { QueryClient } from '@tanstack/react-query'
import { notifications } from '@mantine/notifications'
import { setNonce } from 'get-nonce'
import { createRoot } from 'react-dom/client'
import { config } from 'zod'
import { connectPage } from '../electron/ipc/connect-page'
import { App } from './app'
import { ComparedFrames } from './comparison/compared-frames'
import type { PageServices } from './connection/services'
import { watchAudit } from './audit/audit-store'
import { FrameFilter } from './filters/frame-filter'
import { ConnectionKeeper } from './connection/connection-keeper'
import { loadSettings, watchSettings } from './connection/person-settings'
import { readAgain } from './connection/read-again'
import { setUpWords } from './i18n'
import { watchLabels } from './labels/label-store'
import { rememberBrowser } from './library/browser-store'
import { FrameOpener } from './library/frame-opener'
import { SeriesRows } from './library/series-rows'
import { ThumbnailSource } from './library/thumbnail-source'
import { FrameMaskStore } from './masks/frame-mask-store'
import { watchFrameStatuses } from './masks/frame-statuses'
import { choosePerson, resumePerson, someoneChosen, usePeople, watchPeople } from './people/people-store'
import { PersonChooser } from './people/person-chooser'
import { takeOver } from './people/take-over'
import { watchWorkTime } from './review/watch-work-time'
import { setUpMeasureActs } from './measure/measure-acts'
import { watchMeasurements } from './measure/measurement-store'
import { BarePage } from './shell/bare-page'
import { CannotConnect } from './shell/cannot-connect'
import { logWindowErrors } from './shell/window-errors'
import { runFromMenu } from './shortcuts/command-handlers'
import { AppActions } from './state/app-actions'
import { rememberArrangement } from './state/remember-arrangement'
import { watchWorklist } from './worklist/worklist-store'
import { WorklistWalk } from './worklist/worklist-walk'
import { connectVessels } from './vessel/vessel-access'
import { FrameSource } from './viewport/frame-source'

// zod compiles its schemas by `new Function` where it may; the page's content security policy forbids that.
config({ jitless: true })

/** The host puts a fresh nonce into the page; styles that are made while the page runs must carry it. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
setNonce(nonce)

async function start(): Promise<void> {
  await setUpWords()
  const root = createRoot(document.getElementById('root')!)
  try {
    const connection = await connectPage()
    const { clients } = connection
    logWindowErrors(clients.app)
    const info = await clients.app.info({})
    const masks = new FrameMaskStore(clients.masks, () => usePeople.getState().me?.name ?? '')
    watchFrameStatuses(clients.masks)
    await watchPeople(clients.people)
    if (usePeople.getState().me === null) {
      root.render(<BarePage nonce={nonce}><PersonChooser client={clients.people} onChoose={(personId) => choosePerson(clients.people, personId)} /></BarePage>)
      await someoneChosen()
    }
    await watchAudit(clients.audit)
    watchWorklist(clients)
    const workTime = watchWorkTime(clients.review)
    connectVessels(clients.vessel)
    watchMeasurements(clients.measurements)
    setUpMeasureActs(clients.measurements)
    const browser = rememberBrowser(clients.settings)
    const arrangement = rememberArrangement(clients.settings)
    watchSettings(clients.settings)
    const settings = clients.settings.get({})
    await Promise.all([loadSettings(settings), watchLabels(clients.labels), browser.load(settings), arrangement.load(settings)])
    const frames = new FrameSource()
    // The services tell when something changes, so nothing is asked for again on a mere focus.
    const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, refetchOnWindowFocus: false, retry: false } } })
    const opener = new FrameOpener(clients.library, queries)
    const actions = new AppActions(clients, masks, info, new WorklistWalk(opener, masks, frames))
    clients.app.on('menu', ({ command }) => runFromMenu(command))
    const seriesRows = new SeriesRows(clients.library)
    const compared = new ComparedFrames(clients, masks)
    const keeper = new ConnectionKeeper(connection, {
      isSame: async () => (await clients.app.info({})).libraryFolder === info.libraryFolder,
      resume: async () => {
        await resumePerson(clients.people)
        frames.askAgain()
        await Promise.all([masks.resume(), readAgain({ clients, compared, seriesRows, queries })])
        notifications.hide('mask-save-failed')
      },
    })
    const services: PageServices = {
      clients, masks, compared, frames, opener, filter: new FrameFilter(), seriesRows, thumbnails: new ThumbnailSource(), views: new Map(), actions,
      connection: keeper,
      takeOver: (personId) => takeOver({ clients, masks, compared, seriesRows, queries, workTime, browser, arrangement }, personId),
    }
    root.render(<App services={services} info={info} queries={queries} nonce={nonce} />)
  } catch (error) {
    root.render(<CannotConnect error={error} nonce={nonce} />)
  }
}

void start()
