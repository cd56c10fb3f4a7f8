import { t } from 'i18next'
import { IconBucketDroplet } from '@tabler/icons-react'
import { activeLabel } from '../labels/label-store'
import { flood } from '../masks/regions/flood'
import { withSpans } from '../masks/regions/relabel'
import { notify } from '../shell/notify'
import { testIds } from '../test-ids'
import { FillOptions } from './area-options'
import { labelRule } from './paint-rules'
import type { ToolPane, ToolPress, ToolSession, ViewerTool } from './viewer-tool'

/** Gives a whole connected area the active label: a hole that is closed, or a piece of another label. */
export const fill: ViewerTool = {
  id: 'fill',
  icon: IconBucketDroplet,
  testId: testIds.toolFill,
  Options: FillOptions,
  start: (pane) => new FillSession(pane),
}

class FillSession implements ToolSession {
  constructor(private readonly pane: ToolPane) {}

  begin(press: ToolPress): boolean {
    const mask = this.pane.editableMask()
    const rule = mask === null ? null : labelRule()
    if (mask === null || rule === null) return false
    const [x, y] = [Math.floor(press.x), Math.floor(press.y)]
    const { spans, open } = flood(mask, x, y)
    if (spans.length === 0) return false
    const before = mask.labels[y * mask.columns + x]!
    if (before === 0 && open) notify('info', t('fill.open'), { id: 'fill' })
    else if (rule.writable[before] === 0) notify('info', t('fill.protected'), { id: 'fill' })
    else this.pane.masks.change(mask, withSpans(mask.labels, mask.columns, spans, rule), `${before === 0 ? 'Fill' : 'Relabel area'}: ${activeLabel()?.name ?? ''}`)
    return false
  }

  move(): void {}

  end(): void {}

  cancel(): boolean {
    return false
  }
}
