import { useTranslation } from 'react-i18next'
import { useModels } from '../connection/queries'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { agreementColours } from './agreement-colours'
import css from './comparison.module.css'
import { useComparison } from './comparison-store'
import { nameOfSource } from './source-names'
import { useComparisonChoices } from './use-comparison-figures'

/** Over the image while comparing: which side is which, and the line between them in `swipe`. */
export function ComparisonOnImage() {
  const { open, view, blink } = useComparison()
  if (!open) return null
  return (
    <>
      <SidesOnImage />
      {view === 'swipe' && blink === null && <SwipeLine />}
    </>
  )
}

function SidesOnImage() {
  const { t } = useTranslation()
  const { a, b, view, blink } = useComparison()
  const choices = useComparisonChoices(true)
  const models = useModels().data ?? []
  const shown = blink ?? view
  const sides = shown === 'a' || shown === 'b' ? ([shown] as const) : (['a', 'b'] as const)
  return (
    <div className={css['legendOnImage']} data-testid={testIds.compareOnImage} data-shown={shown}>
      {sides.map((side) => (
        <span key={side}>
          <span className={css['sideLetter']} style={{ background: agreementColours[side] }}>
            {side.toUpperCase()}
          </span>
          <span className={css['ellipsis']}>{nameOfSource(side === 'a' ? a : b, choices, models)}</span>
        </span>
      ))}
      {shown === 'differences' && (
        <span>
          <span className={css['swatch']} style={{ background: agreementColours.both }} />
          {t('compare.agreement')}
        </span>
      )}
    </div>
  )
}

function SwipeLine() {
  const { t } = useTranslation()
  const swipe = useComparison((state) => state.swipe)
  return (
    <div
      className={css['swipe']}
      style={{ left: `${swipe * 100}%` }}
      role="slider"
      tabIndex={0}
      aria-label={t('compare.swipeLine')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(swipe * 100)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        useViewer.setState({ playing: false })
      }}
      onPointerMove={drag}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowLeft' ? -0.02 : event.key === 'ArrowRight' ? 0.02 : 0
        if (step === 0) return
        event.stopPropagation()
        moveTo(swipe + step)
      }}
      data-testid={testIds.compareSwipe}
    />
  )
}

function moveTo(part: number): void {
  useComparison.setState({ swipe: Math.min(0.98, Math.max(0.02, part)) })
}

function drag(event: React.PointerEvent<HTMLDivElement>): void {
  const area = event.currentTarget.parentElement!.getBoundingClientRect()
  if (event.currentTarget.hasPointerCapture(event.pointerId)) moveTo((event.clientX - area.left) / area.width)
}
