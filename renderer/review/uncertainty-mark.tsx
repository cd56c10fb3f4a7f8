import { useTranslation } from 'react-i18next'
import { shownUncertainty } from './uncertainty'
import css from './uncertainty-mark.module.css'

/** How unsure the model was of its mask (of a series: of the least sure one), as a small bar. */
export function UncertaintyMark({ uncertainty }: { uncertainty: number }) {
  const { t } = useTranslation()
  const label = t('unsure.mark', { uncertainty: uncertainty.toFixed(2) })
  return (
    <span className={css['uncertainty']} role="img" aria-label={label} title={label}>
      <i style={{ width: `${Math.max(0.08, shownUncertainty(uncertainty)) * 100}%` }} />
    </span>
  )
}
