import { Group, Loader, Slider, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { testIds } from '../test-ids'
import { useVesselState } from '../vessel/vessel-access'
import { PaintOverSelect, RadiusSlider } from './shared-options'
import { setSmartReach, smartReachRange, useToolOptions } from './tool-options'

export function TraceOptions() {
  return (
    <>
      <PaintOverSelect />
      <Preparation />
    </>
  )
}

export function SmartCorrectOptions() {
  const { t } = useTranslation()
  const reach = useToolOptions((state) => state.smartReach)
  return (
    <>
      <Measure label={t('smartTools.reach')} value={`${reach} px`}>
        <Slider flex={1} size="sm" label={null} {...smartReachRange} value={reach} onChange={setSmartReach} thumbLabel={t('smartTools.reach')} data-testid={testIds.smartReach} />
      </Measure>
      <Preparation />
    </>
  )
}

export function ThresholdBrushOptions() {
  const { t } = useTranslation()
  const strictness = useToolOptions((state) => state.strictness)
  return (
    <>
      <RadiusSlider />
      <Measure label={t('smartTools.strictness')} value={`${Math.round(100 * strictness)} %`}>
        <Slider flex={1} size="sm" label={null} min={0.05} max={0.95} step={0.05} value={strictness} onChange={(value) => useToolOptions.setState({ strictness: value })} thumbLabel={t('smartTools.strictness')} data-testid={testIds.brushStrictness} />
      </Measure>
      <PaintOverSelect />
      <Preparation />
    </>
  )
}

function Measure({ label, value, children }: { label: string; value: string; children: React.ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Group gap={10} wrap="nowrap">
        {children}
        <Text size="xs" c="dimmed" w={48} ta="right" style={{ fontVariantNumeric: 'tabular-nums' }}>
          {value}
        </Text>
      </Group>
    </div>
  )
}

/** Whether the frame is ready for the smart tools, and what they can go by. */
function Preparation() {
  const { t } = useTranslation()
  const state = useVesselState()
  return (
    <Group gap={8} wrap="nowrap" mih={20} role="status" data-testid={testIds.vesselState} data-state={state.kind}>
      {state.kind === 'preparing' && <Loader size={12} />}
      <Text size="xs" c={state.kind === 'failed' ? 'red.4' : 'dimmed'}>
        {state.kind === 'preparing' && t('smartTools.preparing')}
        {state.kind === 'ready' && (state.withoutModel === null ? t('smartTools.ready') : t('smartTools.pictureOnly', { reason: state.withoutModel }))}
        {state.kind === 'failed' && t('smartTools.failed', { reason: state.message })}
      </Text>
    </Group>
  )
}
