import { Checkbox, Group, Select, Slider, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { brushRadiusRange, setBrushRadius, useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { useToolOptions } from './tool-options'
import type { PaintOver } from './tool-options'

const paintOvers: readonly PaintOver[] = ['everything', 'background', 'labelled']

/** The size of every tool with a round tip. */
export function RadiusSlider() {
  const { t } = useTranslation()
  const radius = useViewer((state) => state.brushRadius)
  return (
    <Group gap={10} wrap="nowrap">
      <Slider
        flex={1}
        size="sm"
        label={null}
        min={brushRadiusRange.min}
        max={brushRadiusRange.max}
        step={0.5}
        value={radius}
        onChange={setBrushRadius}
        thumbLabel={t('toolOptions.radius')}
        data-testid={testIds.brushRadius}
      />
      <Text size="xs" c="dimmed" w={48} ta="right" style={{ fontVariantNumeric: 'tabular-nums' }}>
        {radius} px
      </Text>
    </Group>
  )
}

/** What painting may cover; also for tools that fill areas. */
export function PaintOverSelect() {
  const { t } = useTranslation()
  const paintOver = useToolOptions((state) => state.paintOver)
  return (
    <Select
      size="xs"
      aria-label={t('toolOptions.paintOver')}
      data={paintOvers.map((value) => ({ value, label: t(`toolOptions.over.${value}`) }))}
      value={paintOver}
      allowDeselect={false}
      onChange={(value) => useToolOptions.setState({ paintOver: value as PaintOver })}
      data-testid={testIds.paintOver}
    />
  )
}

/** For everything that erases. */
export function ActiveOnly() {
  const { t } = useTranslation()
  const activeOnly = useToolOptions((state) => state.eraseActiveOnly)
  return <Checkbox size="xs" label={t('toolOptions.eraseActiveOnly')} checked={activeOnly} onChange={(event) => useToolOptions.setState({ eraseActiveOnly: event.currentTarget.checked })} data-testid={testIds.eraseActiveOnly} />
}
