import { t } from 'i18next'
import { activeLabel, editableLabels } from '../labels/label-store'
import type { PaintRule } from '../masks/capsule'
import { notify } from '../shell/notify'
import { useToolOptions } from './tool-options'

/** How whole areas may be given the active label; null, after saying why, when it may not be used. */
export function labelRule(): PaintRule | null {
  const label = activeLabel()
  return label === null || !isUsable(label) ? null : { label: label.id, writable: editableLabels() }
}

/** How the active label may be painted: as the person has chosen what painting may cover. */
export function paintRule(): PaintRule | null {
  const rule = labelRule()
  const { paintOver } = useToolOptions.getState()
  if (paintOver === 'background') rule?.writable.fill(0, 1)
  if (paintOver === 'labelled' && rule !== null) rule.writable[0] = 0
  return rule
}

/** What may be erased; null, after saying why, when that is nothing. */
export function eraseRule(): PaintRule | null {
  const writable = editableLabels()
  if (useToolOptions.getState().eraseActiveOnly) {
    const label = activeLabel()
    if (label === null || !isUsable(label)) return null
    writable.fill(0)
    writable[label.id] = 1
  }
  return { label: 0, writable }
}

function isUsable({ name, locked, visible }: { name: string; locked: boolean; visible: boolean }): boolean {
  if (locked || !visible) notify('info', t(locked ? 'labels.isLocked' : 'labels.isHidden', { name }), { id: 'label-not-usable' })
  return !locked && visible
}
