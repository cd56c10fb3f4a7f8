import { IconEraser } from '@tabler/icons-react'
import { activeLabel } from '../labels/label-store'
import { testIds } from '../test-ids'
import { EraserOptions } from './brush-options'
import { eraseRule } from './paint-rules'
import { StrokeSession } from './stroke-session'
import { useToolOptions } from './tool-options'
import type { ViewerTool } from './viewer-tool'

/** Takes away every label that is not locked, or only the active one. */
export const eraser: ViewerTool = {
  id: 'eraser',
  icon: IconEraser,
  testId: testIds.toolEraser,
  Options: EraserOptions,
  start: (pane) => new StrokeSession(pane, eraseRule, () => (useToolOptions.getState().eraseActiveOnly ? `Eraser: ${activeLabel()?.name ?? ''}` : 'Eraser')),
}
