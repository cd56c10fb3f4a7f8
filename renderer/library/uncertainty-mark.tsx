import { useTranslation } from 'react-i18next'
import { shownUncertainty } from '../review/uncertainty'
import css from './study-browser.module.css'

/** How unsure the model was of its least sure mask, as a small bar. */
export function UncertaintyMark({ uncertainty }: { uncertainty: number }) {
  const { t } = useTranslation()
  const label = t('browser.uncertainty', { uncertainty: uncertainty.toFixed(2) })
  return (
    <span className={css['uncertainty']} role="img" aria-label={label} title={label}>
      <i style={{ width: `${Math.max(0.08, shownUncertainty(uncertainty)) * 100}%` }} />
    </span>
  )
}
