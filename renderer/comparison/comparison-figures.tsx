import { Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ComparisonFigures as Figures } from '../../electron/ipc/contract/index'
import type { Scale } from '../measure/length'
import { figure } from '../runs/format'
import { testIds } from '../test-ids'
import css from './comparison.module.css'
import { distanceText } from './figure-text'

/** The figures of one frame, whose image has this scale. */
export function ComparisonFigures({ figures, scale, stale }: { figures: Figures | null; scale: Scale; stale: boolean }) {
  const { t } = useTranslation()
  const rows: { name: 'clDice' | 'hausdorff95' | 'bettiZeroError' | 'missedLength' | 'addedLength'; value: string }[] = [
    { name: 'clDice', value: figures === null ? '–' : figure(figures.clDice) },
    { name: 'hausdorff95', value: distanceText(figures?.hausdorff95 ?? null, scale) },
    { name: 'bettiZeroError', value: figures === null ? '–' : String(figures.bettiZeroError) },
    { name: 'missedLength', value: figures === null ? '–' : lengthOf(figures.missedLength, figures.lengthA, t('compare.ofLength')) },
    { name: 'addedLength', value: figures === null ? '–' : lengthOf(figures.addedLength, figures.lengthB, t('compare.ofLength')) },
  ]
  return (
    <div className={css['figures']} data-stale={stale} aria-live="polite" data-testid={testIds.compareFigures}>
      <div className={css['dice']}>
        <span>{t('figures.dice')}</span>
        <strong data-testid={testIds.compareDice}>{figures === null ? '–' : figure(figures.dice)}</strong>
      </div>
      {rows.map(({ name, value }) => (
        <Tooltip key={name} label={t(`compare.explain.${name}`)} position="left" multiline w={250}>
          <div className={css['figureRow']}>
            <span>{t(`compare.figure.${name}`)}</span>
            <span className={css['number']}>{value}</span>
          </div>
        </Tooltip>
      ))}
    </div>
  )
}

function lengthOf(part: number, whole: number, of: string): string {
  return `${Math.round(part)} ${of} ${Math.round(whole)} px`
}
