import { useQuery } from '@tanstack/react-query'
import type { FrameReview } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { usePeople } from '../people/people-store'
import { useIsMoving } from '../state/motion'
import { useFrame } from '../state/shown-frame'
import { useViewer } from '../state/viewer-store'

/** Where the review of the shown frame stands, for the person on this page; null while it is not known, and while the frame is changing. */
export function useFrameReview(): FrameReview | null {
  const { clients } = useServices()
  const instanceId = useViewer((state) => state.instance?.id ?? null)
  const frame = useFrame()
  const moving = useIsMoving()
  const me = usePeople((state) => state.me?.id)
  const review = useQuery({
    queryKey: ['review', instanceId, frame, me],
    queryFn: () => clients.review.frame({ instanceId: instanceId!, frame }),
    enabled: instanceId !== null && !moving,
    // What others did since may not have been told while nobody looked at the frame.
    staleTime: 0,
  })
  return review.data ?? null
}
