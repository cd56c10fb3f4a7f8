import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { QueryClient, UseQueryResult } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Client } from '../../electron/ipc/contract'
import type { DistillationConfig, EngineStatus, Instance, masksContract, Model, Run, Series, SeriesQuery, StudyFacts } from '../../electron/ipc/contract/index'
import { statusesOf, useFrameStatuses } from '../masks/frame-statuses'
import { appendMetric } from '../runs/metrics'
import { useServices } from './services'
import type { ServiceClients } from './services'

/** Lists of series by what was asked for, and single series with their images. */
export const libraryKeys = {
  list: (query: SeriesQuery) => ['series-list', query] as const,
  series: (seriesId: number) => ['series', seriesId] as const,
}

/** Data sets that a run could be started on, as they were found. */
export const datasetKey = (dataset: DistillationConfig['dataset']): readonly string[] => (dataset.kind === 'queue' ? ['dataset', 'queue'] : ['dataset', 'folder', dataset.path])

const predictionsKey = (instanceId: number) => ['predictions', instanceId] as const
const keys = { lists: ['series-list'], engine: ['engine'], models: ['models'], runs: ['runs'] } as const

export interface OpenedSeries {
  readonly study: StudyFacts
  readonly series: Series
}

/** An image; what is asked for once is known from then on. */
export function fetchInstance(queries: QueryClient, library: Pick<ServiceClients['library'], 'getInstance'>, instanceId: number): Promise<Instance> {
  return queries.fetchQuery({ queryKey: ['instance', instanceId], queryFn: () => library.getInstance({ instanceId }) })
}

/** A series with its images and its study; what is asked for once is known until it changes. */
export function fetchSeries(queries: QueryClient, library: Pick<ServiceClients['library'], 'getSeries'>, seriesId: number): Promise<OpenedSeries> {
  return queries.fetchQuery({ queryKey: libraryKeys.series(seriesId), queryFn: () => library.getSeries({ seriesId }) })
}

/** A series with its images and its study; nothing is asked for without one. */
export function useSeries(seriesId: number | null): UseQueryResult<OpenedSeries> {
  const { clients } = useServices()
  return useQuery({ queryKey: libraryKeys.series(seriesId ?? 0), queryFn: () => clients.library.getSeries({ seriesId: seriesId! }), enabled: seriesId !== null })
}

/** What the model said of the frames of an instance that wait for review. */
export function usePredictions(instanceId: number): UseQueryResult<Awaited<ReturnType<Client<typeof masksContract>['predictions']>>> {
  const { clients } = useServices()
  return useQuery({ queryKey: predictionsKey(instanceId), queryFn: () => clients.masks.predictions({ instanceId }) })
}

export function useEngineStatus(): UseQueryResult<EngineStatus> {
  const { clients } = useServices()
  return useQuery({ queryKey: keys.engine, queryFn: () => clients.engineStatus.get({}) })
}

export function useModels(): UseQueryResult<Model[]> {
  const { clients } = useServices()
  return useQuery({ queryKey: keys.models, queryFn: () => clients.models.list({}) })
}

export function useRuns(): UseQueryResult<Run[]> {
  const { clients } = useServices()
  return useQuery({ queryKey: keys.runs, queryFn: () => clients.distillation.list({}) })
}

/** Keeps what was asked for up to date by the services' own events. */
export function useServiceEvents(): void {
  const { clients, seriesRows } = useServices()
  const queries = useQueryClient()
  useEffect(() => {
    const soon = debounced((key: readonly (string | number)[]) => {
      void queries.invalidateQueries({ queryKey: key })
      if (key === keys.lists) seriesRows.refresh()
    })
    const libraryChanged = (seriesIds: readonly number[]): void => {
      for (const seriesId of seriesIds) void queries.invalidateQueries({ queryKey: libraryKeys.series(seriesId) })
      soon(keys.lists)
    }
    const detach = [
      clients.library.on('changed', ({ seriesIds }) => libraryChanged(seriesIds)),
      // The study browser counts reviewed frames: a stroke that leaves the status as it is changes nothing there.
      useFrameStatuses.subscribe(({ byInstance }, before) => {
        const changed = [...byInstance].some(([instanceId, statuses]) => before.byInstance.has(instanceId) && before.byInstance.get(instanceId) !== statuses)
        if (changed) soon(keys.lists)
      }),
      clients.masks.on('changed', ({ instanceId }) => statusesOf(instanceId) === null && soon(keys.lists)),
      clients.masks.on('changed', ({ instanceId, status }) => (status === 'predicted' || queries.getQueryData<{ frame: number }[]>(predictionsKey(instanceId))?.length) && soon(predictionsKey(instanceId))),
      clients.masks.on('changed', () => soon(datasetKey({ kind: 'queue' }))),
      clients.models.on('changed', () => soon(keys.models)),
      clients.review.on('changed', ({ frame }) => soon(frame === null ? ['assignments'] : ['review'])),
      clients.review.on('changed', ({ frame }) => frame === null && soon(keys.lists)),
      clients.engineStatus.on('changed', (status) => queries.setQueryData(keys.engine, status)),
      clients.distillation.on('changed', ({ runId, state, message }) => {
        queries.setQueryData<Run[]>(keys.runs, (runs) => runs?.map((run) => (run.id === runId ? { ...run, state, message } : run)))
        soon(keys.runs)
        if (state === 'finished') soon(keys.models)
      }),
      clients.distillation.on('metric', (point) => {
        queries.setQueryData<Run[]>(keys.runs, (runs) => runs?.map((run) => (run.id === point.runId ? { ...run, last: point } : run)))
        appendMetric(queries, point)
      }),
    ]
    return () => {
      for (const stop of detach) stop()
    }
  }, [clients, queries, seriesRows])
}

/** At most one call per key in 500 ms, the last one included: a run of 96 segmented frames asks a few times, not 96. */
function debounced(act: (key: readonly (string | number)[]) => void): (key: readonly (string | number)[]) => void {
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  return (key) => {
    const name = key.join('/')
    if (timers.has(name)) return
    timers.set(
      name,
      setTimeout(() => {
        timers.delete(name)
        act(key)
      }, 500),
    )
  }
}
