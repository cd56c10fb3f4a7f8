import { useTranslation } from 'react-i18next'
import { usePane } from '../state/viewer-store'
import { testIds } from '../test-ids'
import css from './viewer-page.module.css'

/** Says on the image itself that it is not shown as it was taken. */
export function FilterBadge({ pane }: { pane: number }) {
  const { t } = useTranslation()
  const { subtraction, equalise, sharpen } = usePane(pane, (state) => state.filters)
  const colour = usePane(pane, (state) => state.instance?.samplesPerPixel === 3)
  const intensity = usePane(pane, (state) => state.instance?.pixelIntensity?.relationship ?? null)
  const parts: string[] = []
  if (subtraction !== null) {
    const moved = subtraction.x !== 0 || subtraction.y !== 0
    parts.push(t(moved ? 'filter.subtractsMoved' : 'filter.subtracts', { frame: subtraction.frame + 1, x: subtraction.x, y: subtraction.y }), t(`filter.by.${intensity ?? 'unknown'}`))
  }
  if (equalise) parts.push(t('filter.equalise'))
  if (sharpen) parts.push(t('filter.sharpen'))
  if (parts.length === 0) return null
  return (
    <div className={css['filterBadge']} role="status" data-testid={testIds.filterBadge}>
      {colour ? t('filter.notOnColour') : parts.join(' · ')}
    </div>
  )
}
