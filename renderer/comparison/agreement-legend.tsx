import { useTranslation } from 'react-i18next'
import type { ComparisonFigures } from '../../electron/ipc/contract/index'
import { testIds } from '../test-ids'
import { agreementColours } from './agreement-colours'
import css from './comparison.module.css'
import { ShareBar } from './share-bar'

const parts = [
  { name: 'both', field: 'agreement', label: 'compare.agreement' },
  { name: 'a', field: 'onlyA', label: 'compare.onlyA' },
  { name: 'b', field: 'onlyB', label: 'compare.onlyB' },
] as const

/** What the colours mean, with the pixels of each, and their share as one bar. */
export function AgreementLegend({ figures }: { figures: ComparisonFigures | null }) {
  const { t } = useTranslation()
  return (
    <div data-testid={testIds.compareLegend} data-agreement={figures?.agreement} data-only-a={figures?.onlyA} data-only-b={figures?.onlyB}>
      <div className={css['legendBar']}>
        <ShareBar figures={figures} />
      </div>
      {parts.map(({ name, field, label }) => (
        <div key={name} className={css['legendRow']}>
          <span className={css['swatch']} style={{ background: agreementColours[name] }} aria-hidden="true" />
          <span>{t(label)}</span>
          <span className={css['number']}>{figures === null ? '–' : t('compare.pixels', { count: figures[field] })}</span>
        </div>
      ))}
    </div>
  )
}
