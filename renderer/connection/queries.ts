import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { EngineStatus, Model, Run, Study } from '../../electron/ipc/contract/index'
import { statusesOf, useFrameStatuses } from '../masks/frame-statuses'
import { appendMetric } from '../runs/metrics'
import { useServices } from './services'

const keys = { studies: ['studies'], engine: ['engine'], models: ['models'], runs: ['runs'] } as const

export function useStudies(): UseQueryResult<Study[]> {
  const { clients } = useServices()
  return useQuery({ queryKey: keys.studies, queryFn: () => clients.library.listStudies({}) })
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
  const { clients } = useServices()
  const queries = useQueryClient()
  useEffect(() => {
    const soon = debounced((key: readonly string[]) => void queries.invalidateQueries({ queryKey: key }))
    const detach = [
      clients.library.on('changed', () => soon(keys.studies)),
      // The study browser counts reviewed frames: a stroke that leaves the status as it is changes nothing there.
      useFrameStatuses.subscribe(({ byInstance }, before) => {
        const changed = [...byInstance].some(([instanceId, statuses]) => before.byInstance.has(instanceId) && before.byInstance.get(instanceId) !== statuses)
        if (changed) soon(keys.studies)
      }),
      clients.masks.on('changed', ({ instanceId }) => statusesOf(instanceId) === null && soon(keys.studies)),
      clients.models.on('changed', () => soon(keys.models)),
      clients.review.on('changed', ({ frame }) => frame !== null && soon(['review'])),
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
  }, [clients, queries])
}

/** At most one call per key in 500 ms, the last one included: a run of 96 segmented frames asks a few times, not 96. */
function debounced(act: (key: readonly string[]) => void): (key: readonly string[]) => void {
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
