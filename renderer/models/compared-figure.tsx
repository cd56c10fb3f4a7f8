import { useTranslation } from 'react-i18next'
import { figure } from '../runs/format'
import css from './models.module.css'

/** A figure, and how far it is from the then-published student's on the same frames. */
export function ComparedFigure({ value, current }: { value: number | null; current: number | null }) {
  const { t } = useTranslation()
  if (value === null) return <span className={css['dim']}>–</span>
  const delta = current === null ? null : value - current
  return (
    <>
      {figure(value)}
      {delta !== null && (
        <span className={`${css['delta']} ${css[delta >= 0 ? 'better' : 'worse']}`} title={t('models.currentOnSameFrames', { value: figure(current!) })}>
          {delta >= 0 ? '+' : '−'}
          {figure(Math.abs(delta))}
        </span>
      )}
    </>
  )
}
