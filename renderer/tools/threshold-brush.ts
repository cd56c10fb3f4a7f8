import { IconHighlight } from '@tabler/icons-react'
import { t } from 'i18next'
import { activeLabel } from '../labels/label-store'
import { notify } from '../shell/notify'
import { sameFrame } from '../state/same-frame'
import { testIds } from '../test-ids'
import { useVesselState } from '../vessel/vessel-access'
import { vesselLike } from '../vessel/vessel-like'
import { FramePreparation } from './frame-preparation'
import { paintRule } from './paint-rules'
import { ThresholdBrushOptions } from './smart-options'
import { StrokeSession } from './stroke-session'
import { useToolOptions } from './tool-options'
import type { ToolPane, ToolPress, ViewerTool } from './viewer-tool'

/** A brush that keeps to the vessel: under its tip only pixels like the one where the stroke began are painted. */
export const thresholdBrush: ViewerTool = {
  id: 'threshold-brush',
  icon: IconHighlight,
  testId: testIds.toolThresholdBrush,
  Options: ThresholdBrushOptions,
  start: (pane) => new ThresholdBrushSession(pane),
}

class ThresholdBrushSession extends StrokeSession {
  private readonly preparation: FramePreparation

  constructor(private readonly view: ToolPane) {
    super(view, paintRule, () => `Threshold brush: ${activeLabel()?.name ?? ''}`)
    this.preparation = new FramePreparation(view)
  }

  override begin(press: ToolPress): boolean {
    const key = this.view.frame()
    const image = this.view.image()
    const state = useVesselState.getState()
    if (key === null || image === null || state.kind !== 'ready' || !sameFrame(state.key, key)) {
      this.preparation.now()
      notify('info', t('smartTools.notReady'), { id: 'threshold-brush' })
      return false
    }
    const allowed = vesselLike(state.evidence, image, press, useToolOptions.getState().strictness)
    if (allowed === null) notify('info', t('smartTools.nothing.start'), { id: 'threshold-brush' })
    return allowed !== null && this.beginWithin(allowed)
  }

  hover(): void {
    this.preparation.soon()
  }

  dispose(): void {
    this.preparation.stop()
  }
}
