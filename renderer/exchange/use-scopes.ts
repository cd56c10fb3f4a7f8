import type { ExportScope } from '../../electron/ipc/contract/index'
import { useSeries } from '../connection/queries'
import { useDialogs } from '../state/jobs-store'
import { useFrame } from '../state/shown-frame'
import { useViewer } from '../state/viewer-store'
import type { Scopes } from './export-draft'

/** What can be exported from where the person is, and what they have asked for. */
export function useScopes(): { scopes: Scopes; first: ExportScope['kind'] } {
  const asked = useDialogs((state) => state.export)
  const open = useViewer((state) => state.instance)
  const frame = useFrame()
  const seriesId = asked?.kind === 'series' ? asked.seriesId : open?.seriesId
  const study = useSeries(seriesId ?? null).data?.study
  const scopes: Scopes = { library: { kind: 'library' } }
  if (open !== null && open.seriesId === seriesId) scopes.frame = { kind: 'frame', instanceId: open.id, frame }
  if (seriesId !== undefined) scopes.series = { kind: 'series', seriesId }
  if (study !== undefined) scopes.study = { kind: 'study', studyId: study.id }
  return { scopes, first: asked?.kind ?? 'library' }
}
