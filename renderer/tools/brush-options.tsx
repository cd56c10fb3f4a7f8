import { Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ActiveOnly, PaintOverSelect, RadiusSlider } from './shared-options'
import { useToolOptions } from './tool-options'

export function BrushOptions() {
  return (
    <>
      <RadiusSlider />
      <PaintOverSelect />
      <PressureSwitch />
    </>
  )
}

export function EraserOptions() {
  return (
    <>
      <RadiusSlider />
      <ActiveOnly />
      <PressureSwitch />
    </>
  )
}

function PressureSwitch() {
  const { t } = useTranslation()
  const pressure = useToolOptions((state) => state.pressure)
  return <Checkbox size="xs" label={t('toolOptions.pressure')} checked={pressure} onChange={(event) => useToolOptions.setState({ pressure: event.currentTarget.checked })} />
}
