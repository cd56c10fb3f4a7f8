import type { QueryClient } from '@tanstack/react-query'
import type { UserSettings } from '../../electron/ipc/contract/index'
import { readAudit } from '../audit/audit-store'
import type { ComparedFrames } from '../comparison/compared-frames'
import { readLabels } from '../labels/label-store'
import type { SeriesRows } from '../library/series-rows'
import { reloadFrameStatuses } from '../masks/frame-statuses'
import { reloadMeasurements } from '../measure/measurement-store'
import { loadSettings } from './person-settings'
import type { ServiceClients } from './services'

export interface ReadPage {
  readonly clients: ServiceClients
  readonly compared: ComparedFrames
  readonly seriesRows: SeriesRows
  readonly queries: QueryClient
}

/**
 * Asks for everything anew that the services tell the page about and may tell each person otherwise: changes were missed while there was
 * no connection, or somebody else works here now. The masks that are painted on are apart: what was painted must not get lost.
 * `settings` are given by who has asked for them already.
 */
export async function readAgain({ clients, compared, seriesRows, queries }: ReadPage, settings: Promise<UserSettings> = clients.settings.get({})): Promise<void> {
  seriesRows.refresh()
  // What nobody looks at is asked for when it is looked at; what is shown stays until it is known anew.
  queries.removeQueries({ type: 'inactive' })
  await Promise.all([
    compared.forgetAll(),
    loadSettings(settings),
    readLabels(clients.labels),
    readAudit(clients.audit),
    reloadFrameStatuses(clients.masks),
    reloadMeasurements(clients.measurements),
    queries.invalidateQueries(),
  ])
}
