import { IconRoute } from '@tabler/icons-react'
import { testIds } from '../test-ids'
import { TraceOptions } from './smart-options'
import { TraceSession } from './trace-session'
import type { ViewerTool } from './viewer-tool'

/** Traces a vessel between clicks and paints it with its own width. */
export const vesselTrace: ViewerTool = {
  id: 'trace',
  icon: IconRoute,
  testId: testIds.toolTrace,
  Options: TraceOptions,
  start: (pane) => new TraceSession(pane),
}
