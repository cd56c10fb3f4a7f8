import { IconLassoPolygon } from '@tabler/icons-react'
import type { Point } from '../masks/capsule'
import { activeLabel } from '../labels/label-store'
import type { FrameMask } from '../masks/frame-mask'
import { polygonSpans } from '../masks/regions/polygon'
import { withSpans } from '../masks/regions/relabel'
import { testIds } from '../test-ids'
import { LassoOptions } from './area-options'
import { OutlineSession } from './outline-session'
import { eraseRule, paintRule } from './paint-rules'
import { useToolOptions } from './tool-options'
import type { ToolPane, ViewerTool } from './viewer-tool'

/** Adds the area inside a drawn outline to the active label, or takes it away. */
export const lasso: ViewerTool = {
  id: 'lasso',
  icon: IconLassoPolygon,
  testId: testIds.toolLasso,
  Options: LassoOptions,
  start: (pane) => new OutlineSession(pane, (mask, outline, inverse) => apply(pane, mask, outline, (useToolOptions.getState().lasso === 'remove') !== inverse)),
}

function apply(pane: ToolPane, mask: FrameMask, outline: readonly Point[], remove: boolean): void {
  const rule = remove ? eraseRule() : paintRule()
  if (rule === null) return
  const after = withSpans(mask.labels, mask.columns, polygonSpans(outline, mask.columns, mask.rows), rule)
  pane.masks.change(mask, after, remove ? 'Lasso: area removed' : `Lasso: ${activeLabel()?.name ?? ''}`)
}
