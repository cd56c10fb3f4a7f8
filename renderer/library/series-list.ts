import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import type { UseQueryResult } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { SeriesAnswer, SeriesQuery } from '../../electron/ipc/contract/index'
import { decodeSeriesOrder } from '../../electron/ipc/series-order'
import type { OrderedSeries } from '../../electron/ipc/series-order'
import { fetchSeries, libraryKeys } from '../connection/queries'
import type { OpenedSeries } from '../connection/queries'
import { useServices } from '../connection/services'
import type { ServiceClients } from '../connection/services'
import { openInstance } from '../state/viewer-store'
import { useBrowser } from './browser-store'

export interface SeriesList extends Omit<SeriesAnswer, 'order'> {
  readonly order: readonly OrderedSeries[]
}

/** The series that pass the search and filters of the browser, in its order. While a new list is on its way, the one before stays. */
export function useSeriesList(): UseQueryResult<SeriesList> {
  const { clients } = useServices()
  const query = useBrowser((state) => state.query)
  return useQuery({ queryKey: libraryKeys.list(query), queryFn: ({ signal }) => listOf(clients, query, signal), placeholderData: keepPreviousData })
}

async function listOf(clients: ServiceClients, query: SeriesQuery, signal: AbortSignal): Promise<SeriesList> {
  const { order, ...answer } = await clients.library.query(query, { signal })
  return { ...answer, order: decodeSeriesOrder(order) }
}

/** Fetches what opening a series will need: somebody points at it, or is about to. */
export function usePrefetchSeries(): { facts(seriesId: number): void; firstFrame(seriesId: number): void } {
  const { clients, frames } = useServices()
  const queries = useQueryClient()
  return useMemo(() => {
    const fetched = (seriesId: number): Promise<OpenedSeries | null> => fetchSeries(queries, clients.library, seriesId).catch(() => null)
    return {
      facts: (seriesId) => void fetched(seriesId),
      firstFrame: async (seriesId) => {
        const first = (await fetched(seriesId))?.series.instances[0]
        // Opening it tells what is wrong.
        if (first !== undefined) await frames.load(first, 0).catch(() => undefined)
      },
    }
  }, [clients, frames, queries])
}

export interface OpenSeriesOptions {
  /** The first, unless another is named. */
  readonly image?: number | 'last'
  /** The active one, unless another is named. */
  readonly pane?: number
}

/** Opens a series at one of its images. */
export function useOpenSeries(): (seriesId: number, options?: OpenSeriesOptions) => Promise<void> {
  const { clients } = useServices()
  const queries = useQueryClient()
  return useCallback(
    async (seriesId, { image, pane } = {}) => {
      const { instances } = (await fetchSeries(queries, clients.library, seriesId)).series
      const named = image === 'last' ? instances.at(-1) : instances.find(({ id }) => id === image)
      openInstance(named ?? instances[0]!, instances, pane)
    },
    [clients, queries],
  )
}
