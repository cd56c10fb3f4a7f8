import { create } from 'zustand'
import type { AuditState } from '../../electron/ipc/contract/index'
import type { ServiceClients } from '../connection/services'

/** Whether the audit log holds, as far as it has been looked at; null until the services have said. */
export const useAudit = create<{ state: AuditState | null }>(() => ({ state: null }))

/** Keeps it up to date for as long as the page lives. */
export async function watchAudit(client: ServiceClients['audit']): Promise<void> {
  client.on('changed', (state) => useAudit.setState({ state }))
  await readAudit(client)
}

export async function readAudit(client: ServiceClients['audit']): Promise<void> {
  useAudit.setState({ state: await client.state({}) })
}
