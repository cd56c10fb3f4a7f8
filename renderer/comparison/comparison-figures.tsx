import { Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ComparisonFigures as Figures } from '../../electron/ipc/contract/index'
import { distanceIn } from '../measure/length'
import type { Scale } from '../measure/length'
import { lengthNumber, shortLengthText } from '../measure/length-text'
import { figure } from '../runs/format'
import { testIds } from '../test-ids'
import css from './comparison.module.css'
import { distanceBasis, distanceText } from './figure-text'

/** The figures of one frame, whose image has this scale. */
export function ComparisonFigures({ figures, scale, stale }: { figures: Figures | null; scale: Scale; stale: boolean }) {
  const { t } = useTranslation()
  const basis = figures === null ? undefined : distanceBasis(scale)
  const partText = (part: number, whole: number): string => t('compare.partOfLength', { part: lengthNumber(distanceIn(scale, part)), whole: shortLengthText(distanceIn(scale, whole)) })
  const rows: { name: 'clDice' | 'hausdorff95' | 'bettiZeroError' | 'missedLength' | 'addedLength'; value: string }[] = [
    { name: 'clDice', value: figures === null ? '–' : figure(figures.clDice) },
    { name: 'hausdorff95', value: distanceText(figures?.hausdorff95 ?? null, scale) },
    { name: 'bettiZeroError', value: figures === null ? '–' : String(figures.bettiZeroError) },
    { name: 'missedLength', value: figures === null ? '–' : partText(figures.missedLength, figures.lengthA) },
    { name: 'addedLength', value: figures === null ? '–' : partText(figures.addedLength, figures.lengthB) },
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
      {basis !== undefined && <div className={css['basis']}>{t('measure.lengthsBy', { basis })}</div>}
    </div>
  )
}
