import { IconScissors } from '@tabler/icons-react'
import { polygonSpans } from '../masks/regions/polygon'
import { withSpans } from '../masks/regions/relabel'
import { testIds } from '../test-ids'
import { ScissorsOptions } from './area-options'
import { OutlineSession } from './outline-session'
import { eraseRule } from './paint-rules'
import { useToolOptions } from './tool-options'
import type { ViewerTool } from './viewer-tool'

/** Cuts away what lies inside a drawn outline, or all but that. Alt does the other of the two. */
export const scissors: ViewerTool = {
  id: 'scissors',
  icon: IconScissors,
  testId: testIds.toolScissors,
  Options: ScissorsOptions,
  start: (pane) =>
    new OutlineSession(pane, (mask, outline, inverse) => {
      const rule = eraseRule()
      if (rule === null) return
      const outside = (useToolOptions.getState().scissors === 'outside') !== inverse
      const inside = withSpans(mask.labels, mask.columns, polygonSpans(outline, mask.columns, mask.rows), rule)
      // What the cut inside leaves as it is lies outside.
      const after = outside ? mask.labels.map((label, at) => (inside[at] === label && rule.writable[label] === 1 ? 0 : label)) : inside
      pane.masks.change(mask, after, outside ? 'Scissors: outside cut away' : 'Scissors: cut away')
    }),
}
