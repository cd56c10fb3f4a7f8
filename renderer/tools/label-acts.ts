import { t } from 'i18next'
import { activeLabel } from '../labels/label-store'
import type { PaintRule } from '../masks/capsule'
import type { FrameMask } from '../masks/frame-mask'
import type { FrameMaskStore } from '../masks/frame-mask-store'
import { holesOf, smallIslands } from '../masks/regions/islands'
import { grown, shrunk, smoothed } from '../masks/regions/morphology'
import { relabelRule, withShape, withSpans } from '../masks/regions/relabel'
import { notify } from '../shell/notify'
import { labelRule } from './paint-rules'
import { useToolOptions } from './tool-options'

/** Standard deviation in pixels: takes the stairs of a brush away and leaves vessels of three pixels. */
const smoothness = 1

export type LabelAct = 'grow' | 'shrink' | 'smooth' | 'fillHoles' | 'removeIslands'

/** Changes all of the active label on one frame. New pixels come from background only, so that neighbouring arteries are not eaten. */
export function changeLabelArea(masks: FrameMaskStore, mask: FrameMask, act: LabelAct): void {
  const rule = labelRule()
  if (rule === null) return
  const { margin, smallestIsland } = useToolOptions.getState()
  const name = activeLabel()?.name ?? ''
  const acts: Record<LabelAct, () => [after: Uint8Array, name: string]> = {
    grow: () => [reshaped(mask, rule, grown(mask, rule.label, margin)), `Grow by ${margin} px: ${name}`],
    shrink: () => [reshaped(mask, rule, shrunk(mask, rule.label, margin)), `Shrink by ${margin} px: ${name}`],
    smooth: () => [reshaped(mask, rule, smoothed(mask, rule.label, smoothness)), `Smooth: ${name}`],
    fillHoles: () => [withHolesFilled(mask, rule), `Fill holes: ${name}`],
    removeIslands: () => {
      const { spans } = smallIslands(mask, rule.label, smallestIsland)
      return [withSpans(mask.labels, mask.columns, spans, relabelRule(rule.label, 0)), `Islands below ${smallestIsland} px removed: ${name}`]
    },
  }
  const [after, actName] = acts[act]()
  if (masks.change(mask, after, actName) === null) notify('info', t('labelActs.nothing', { name }), { id: 'label-act' })
}

function reshaped(mask: FrameMask, rule: PaintRule, set: Uint8Array): Uint8Array {
  return withShape(mask.labels, set, relabelRule(0, rule.label))
}

function withHolesFilled(mask: FrameMask, rule: PaintRule): Uint8Array {
  return withSpans(mask.labels, mask.columns, holesOf(mask, rule.label).spans, relabelRule(0, rule.label))
}
