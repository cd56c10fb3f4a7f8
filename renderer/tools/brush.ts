import { IconBrush } from '@tabler/icons-react'
import { activeLabel } from '../labels/label-store'
import { testIds } from '../test-ids'
import { BrushOptions } from './brush-options'
import { paintRule } from './paint-rules'
import { StrokeSession } from './stroke-session'
import type { ViewerTool } from './viewer-tool'

/** Paints the active label. */
export const brush: ViewerTool = {
  id: 'brush',
  icon: IconBrush,
  testId: testIds.toolBrush,
  Options: BrushOptions,
  start: (pane) => new StrokeSession(pane, paintRule, () => `Brush: ${activeLabel()?.name ?? ''}`),
}
