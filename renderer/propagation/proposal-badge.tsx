import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFrame } from '../state/shown-frame'
import { usePane } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { confidenceColour } from './confidence'
import css from './propagation.module.css'
import { usePropagation } from './propagation-store'

/** Over the image: what is seen is a proposal and not the mask. */
export function ProposalBadge({ pane }: { pane: number }) {
  const { t } = useTranslation()
  const instanceId = usePane(pane, (state) => state.instance?.id ?? null)
  const frame = useFrame(pane)
  const preview = usePropagation((state) => (state.instanceId === instanceId ? state.previews.get(frame) : undefined))
  if (preview === undefined) return null
  const colour = confidenceColour(preview.confidence)
  return (
    <Badge className={css['badge']} size="lg" radius="sm" tt="none" variant="default" style={{ borderColor: colour }} data-testid={testIds.proposalBadge}>
      {t('propagation.badge', { percent: Math.round(100 * preview.confidence) })}
    </Badge>
  )
}
