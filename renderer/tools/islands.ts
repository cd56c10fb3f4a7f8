import { t } from 'i18next'
import { IconBubbleX } from '@tabler/icons-react'
import { activeLabel, editableLabels, useLabels } from '../labels/label-store'
import { islandAt, smallIslands } from '../masks/regions/islands'
import { relabelRule, withSpans } from '../masks/regions/relabel'
import type { Rectangle } from '../masks/rectangle'
import { notify } from '../shell/notify'
import { testIds } from '../test-ids'
import { IslandOptions } from './area-options'
import { useToolOptions } from './tool-options'
import type { OverlayView, ToolPane, ToolPress, ToolSession, ViewerTool } from './viewer-tool'

/** Removes connected pieces: the one that is clicked, or all small ones of the active label. */
export const islands: ViewerTool = {
  id: 'islands',
  icon: IconBubbleX,
  testId: testIds.toolIslands,
  Options: IslandOptions,
  start: (pane) => new IslandSession(pane),
}

class IslandSession implements ToolSession {
  private readonly detach: readonly (() => void)[]
  /** What was found last, and for which mask and settings. */
  private found: { readonly of: string; readonly boxes: readonly Rectangle[] } = { of: '', boxes: [] }

  constructor(private readonly pane: ToolPane) {
    this.detach = [useToolOptions.subscribe(() => pane.redraw()), useLabels.subscribe(() => pane.redraw())]
  }

  dispose(): void {
    for (const stop of this.detach) stop()
  }

  begin(press: ToolPress): boolean {
    const mask = this.pane.editableMask()
    if (mask === null) return false
    const [x, y] = [Math.floor(press.x), Math.floor(press.y)]
    const label = x < 0 || y < 0 || x >= mask.columns || y >= mask.rows ? 0 : mask.labels[y * mask.columns + x]!
    if (label === 0) return false
    const { book } = useLabels.getState()
    const name = book?.labels.find(({ id }) => id === label)?.name ?? String(label)
    if (editableLabels()[label] === 0) {
      notify('info', t('labels.isLocked', { name }), { id: 'label-not-usable' })
      return false
    }
    this.pane.masks.change(mask, withSpans(mask.labels, mask.columns, islandAt(mask, x, y), relabelRule(label, 0)), `Island removed: ${name}`)
    return false
  }

  move(): void {}

  end(): void {}

  cancel(): boolean {
    return false
  }

  /** A ring around each island that the button would remove. */
  draw(context: CanvasRenderingContext2D, { pixel }: OverlayView): void {
    for (const { x, y, width, height } of this.smallOnes()) {
      const radius = Math.hypot(width, height) / 2 + 5 * pixel
      for (const [colour, line] of [['rgb(0 0 0 / 75%)', 3], ['#ffd43b', 1.5]] as const) {
        context.beginPath()
        context.arc(x + width / 2, y + height / 2, radius, 0, 2 * Math.PI)
        context.strokeStyle = colour
        context.lineWidth = line * pixel
        context.stroke()
      }
    }
  }

  /** Looked for again only when something has changed: zooming and panning draw too. */
  private smallOnes(): readonly Rectangle[] {
    const mask = this.pane.mask()
    const label = activeLabel()
    if (mask === null || label === null) return []
    const { smallestIsland } = useToolOptions.getState()
    const of = [mask.key.instanceId, mask.key.frame, mask.changes, label.id, smallestIsland].join()
    if (of !== this.found.of) this.found = { of, boxes: smallIslands(mask, label.id, smallestIsland).boxes }
    return this.found.boxes
  }
}
