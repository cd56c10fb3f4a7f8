import { useQuery } from '@tanstack/react-query'
import type { QueryClient, UseQueryResult } from '@tanstack/react-query'
import type { MetricPoint } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'

const keyOf = (runId: number) => ['metrics', runId] as const

/** All points of a run so far; live ones are added as they come. */
export function useMetrics(runId: number): UseQueryResult<MetricPoint[]> {
  const { clients } = useServices()
  return useQuery({ queryKey: keyOf(runId), queryFn: () => clients.distillation.metrics({ runId }) })
}

export function appendMetric(queries: QueryClient, point: MetricPoint): void {
  queries.setQueryData<MetricPoint[]>(keyOf(point.runId), (points) => points && withPoint(points, point))
}

/** A resumed run repeats the steps after its last checkpoint: later points replace them. */
export function withPoint(points: readonly MetricPoint[], point: MetricPoint): MetricPoint[] {
  const repeated = points.findIndex((each) => each.phase === point.phase && each.step >= point.step)
  return [...(repeated < 0 ? points : points.slice(0, repeated)), point]
}
