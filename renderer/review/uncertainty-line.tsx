import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Instance } from '../../electron/ipc/contract/index'
import { usePredictions } from '../connection/queries'
import { testIds } from '../test-ids'
import { relativeUncertainty } from './uncertainty'
import css from './uncertainty-line.module.css'

const height = 10

/** How unsure the model was, frame by frame: a bar for every prediction that waits for review, over its place in the run. */
export function UncertaintyLine({ instance: { id, frames } }: { instance: Instance }) {
  const { t } = useTranslation()
  const predictions = usePredictions(id).data
  const bars = useMemo(
    () => {
      const heights = relativeUncertainty((predictions ?? []).map(({ uncertainty }) => uncertainty))
      return (predictions ?? []).map(({ frame }, index) => `M${frame + 0.5} ${height}v${(-height * Math.max(0.15, heights[index]!)).toFixed(2)}`).join('')
    },
    [predictions],
  )
  if (frames === 1 || bars === '') return null
  return (
    <svg className={css['line']} viewBox={`0 0 ${frames} ${height}`} preserveAspectRatio="none" role="img" aria-label={t('unsure.line', { count: predictions!.length })} data-testid={testIds.uncertaintyLine} data-frames={predictions!.length}>
      <path d={bars} />
    </svg>
  )
}
