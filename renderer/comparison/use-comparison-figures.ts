import { useQuery } from '@tanstack/react-query'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ComparisonChoices, FrameComparison, LabelAgreement } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { useMaskFacts } from '../masks/use-mask-facts'
import { useIsMoving } from '../state/motion'
import { useFrame } from '../state/shown-frame'
import { useViewer } from '../state/viewer-store'
import { sourceName, useComparison } from './comparison-store'

export type ShownComparison = FrameComparison & { readonly byLabel: readonly LabelAgreement[] }

/** Figures of the shown frame; asked for again when its mask is another one. A frame that is only passed is not judged. */
export function useComparisonFigures(): UseQueryResult<ShownComparison> {
  const { clients } = useServices()
  const { a, b, basis, open } = useComparison()
  const moving = useIsMoving()
  const { instanceId, frame, revision } = useShownRevision()
  return useQuery({
    queryKey: ['comparison', instanceId, frame, revision, sourceName(a), sourceName(b), basis],
    queryFn: ({ signal }) => clients.comparison.frame({ instanceId: instanceId!, frame, a, b, basis }, { signal }),
    enabled: open && !moving && instanceId !== null,
    gcTime: 60_000,
    // The figures of a mask that is painted on stay until the new ones are there; those of another frame do not.
    placeholderData: (before, query) => (query?.queryKey[1] === instanceId && query?.queryKey[2] === frame ? before : undefined),
  })
}

/** What the shown frame offers to be compared. */
export function useComparisonChoices(enabled: boolean): ComparisonChoices | undefined {
  const { clients } = useServices()
  const moving = useIsMoving()
  const { instanceId, frame, revision, status } = useShownRevision()
  return useQuery({
    queryKey: ['comparison-choices', instanceId, frame, revision, status],
    queryFn: () => clients.comparison.choices({ instanceId: instanceId!, frame }),
    enabled: enabled && !moving && instanceId !== null,
    gcTime: 60_000,
    placeholderData: (before) => before,
  }).data
}

export function useShownRevision(): { instanceId: number | null; frame: number; revision: number; status: string } {
  const instanceId = useViewer((state) => state.instance?.id ?? null)
  const frame = useFrame()
  const shown = useMaskFacts((facts) => ({ revision: facts?.history.revision ?? 0, status: facts?.status ?? 'unannotated' }))
  return { instanceId, frame, ...shown }
}
