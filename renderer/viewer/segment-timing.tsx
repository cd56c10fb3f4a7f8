import { useTranslation } from 'react-i18next'
import { useJobs } from '../state/jobs-store'
import { useFrame } from '../state/shown-frame'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import css from './viewer-page.module.css'

const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`

/** How long the last segmentation of this frame took, by part. */
export function SegmentTiming() {
  const { t } = useTranslation()
  const timing = useJobs((state) => state.timing)
  const instanceId = useViewer((state) => state.instance?.id)
  const frame = useFrame()
  if (timing === null || timing.instanceId !== instanceId || timing.frame !== frame) return null
  return (
    <div className={css['timing']} data-testid={testIds.segmentTiming} data-timing={JSON.stringify(timing)}>
      {t('segment.timing', { model: timing.modelName, total: ms(timing.clickToPaintMs), inference: ms(timing.inferenceMs) })}
      <br />
      {t('segment.vesselFraction', { percent: (timing.vesselFraction * 100).toFixed(1) })}
    </div>
  )
}
