import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { DistillationConfig } from '../../electron/ipc/contract/index'
import { datasetKey } from '../connection/queries'
import { useServices } from '../connection/services'
import { messageOf } from '../shell/message-of'

type Dataset = DistillationConfig['dataset']

/** What is known of a data set before anything is started: nothing while none is named or it is being looked at. */
export type Inspection =
  | { readonly state: 'unnamed' }
  | { readonly state: 'looking' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'done'; readonly samples: number; readonly patients: number; readonly problems: readonly string[] }

/** Looks at a data set; the retraining queue is looked at again when masks change. */
export function useInspection(dataset: Dataset): Inspection {
  const { clients } = useServices()
  const path = dataset.kind === 'folder' ? dataset.path : null
  const [settledPath] = useDebouncedValue(path, 350)
  const asked: Dataset = settledPath === null ? { kind: 'queue' } : { kind: 'folder', path: settledPath }
  const settled = settledPath === path
  const { data, error } = useQuery({ queryKey: datasetKey(asked), queryFn: () => clients.distillation.inspectDataset(asked), enabled: settled && settledPath !== '', staleTime: 0, gcTime: 0 })
  if (path === '') return { state: 'unnamed' }
  if (!settled) return { state: 'looking' }
  if (data !== undefined) return { state: 'done', ...data }
  return error === null ? { state: 'looking' } : { state: 'failed', message: messageOf(error) }
}
