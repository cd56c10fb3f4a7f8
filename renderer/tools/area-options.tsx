import { Button, NumberInput, SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useActiveLabel } from '../labels/label-store'
import { smallIslands } from '../masks/regions/islands'
import { useShownMask } from '../masks/use-mask-facts'
import { testIds } from '../test-ids'
import { useLabelActs } from './label-act-bar'
import { ActiveOnly, PaintOverSelect } from './shared-options'
import { useToolOptions } from './tool-options'

export function LassoOptions() {
  const { t } = useTranslation()
  const mode = useToolOptions((state) => state.lasso)
  return (
    <>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t('toolOptions.lassoLabel')}
        data={(['add', 'remove'] as const).map((value) => ({ value, label: t(`toolOptions.lasso.${value}`) }))}
        value={mode}
        onChange={(value) => useToolOptions.setState({ lasso: value as 'add' | 'remove' })}
      />
      {mode === 'add' ? <PaintOverSelect /> : <ActiveOnly />}
    </>
  )
}

export function ScissorsOptions() {
  const { t } = useTranslation()
  const side = useToolOptions((state) => state.scissors)
  return (
    <>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t('toolOptions.scissorsLabel')}
        data={(['inside', 'outside'] as const).map((value) => ({ value, label: t(`toolOptions.scissors.${value}`) }))}
        value={side}
        onChange={(value) => useToolOptions.setState({ scissors: value as 'inside' | 'outside' })}
      />
      <ActiveOnly />
    </>
  )
}

export function FillOptions() {
  const { t } = useTranslation()
  const label = useActiveLabel()
  const act = useLabelActs()
  return (
    <Button variant="default" fullWidth onClick={() => act('fillHoles')}>
      {t('labelActs.fillHoles', { name: label?.name ?? '' })}
    </Button>
  )
}

/** The limit for small islands, with how many there are before they go. */
export function IslandOptions() {
  const { t } = useTranslation()
  const label = useActiveLabel()
  const least = useToolOptions((state) => state.smallestIsland)
  const act = useLabelActs()
  const mask = useShownMask()
  const count = mask === null || label === null ? 0 : smallIslands(mask, label.id, least).boxes.length
  return (
    <>
      <NumberInput
        size="xs"
        label={t('toolOptions.smallestIsland', { name: label?.name ?? '' })}
        suffix=" px"
        min={2}
        max={100_000}
        step={5}
        value={least}
        onChange={(value) => typeof value === 'number' && useToolOptions.setState({ smallestIsland: value })}
      />
      <Button variant="default" fullWidth disabled={count === 0} onClick={() => act('removeIslands')} data-testid={testIds.removeIslands} data-islands={count}>
        {t('toolOptions.removeIslands', { count })}
      </Button>
    </>
  )
}
