import { useEffect, useRef, useState } from 'react'
import type { ExportRequest, ExportResult } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { isCancelled } from '../shell/is-cancelled'
import { messageOf } from '../shell/message-of'
import { saveDownload } from '../shell/save-file'

export type ExportState =
  | { readonly kind: 'asking'; readonly failure: string | null }
  | { readonly kind: 'running'; readonly done: number; readonly total: number }
  | { readonly kind: 'finished'; readonly result: ExportResult }

/** Runs one export at a time; closing the dialog cancels it. */
export function useExport(): { state: ExportState; start(request: ExportRequest): Promise<void>; cancel(): void; again(): void } {
  const { clients } = useServices()
  const [state, setState] = useState<ExportState>({ kind: 'asking', failure: null })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  const start = async (request: ExportRequest): Promise<void> => {
    const controller = new AbortController()
    running.current = controller
    setState({ kind: 'running', done: 0, total: 0 })
    try {
      const result = await clients.exchange.export(request, { signal: controller.signal, onProgress: ({ done, total }) => setState({ kind: 'running', done, total }) })
      setState({ kind: 'finished', result })
      if (result.download !== null) saveDownload(result.download)
    } catch (error) {
      setState({ kind: 'asking', failure: isCancelled(error) ? null : messageOf(error) })
    } finally {
      running.current = null
    }
  }
  return { state, start, cancel: () => running.current?.abort(), again: () => setState({ kind: 'asking', failure: null }) }
}
