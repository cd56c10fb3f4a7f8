import { Button, Group, Modal, NumberInput, SegmentedControl, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { KnownLength } from '../../electron/ipc/contract/index'
import { distance, errorOfOnePixel, millimetresOf } from '../measure/length'
import { measureActs } from '../measure/measure-acts'
import { useMeasurements } from '../measure/measurement-store'
import { testIds } from '../test-ids'

/** Asks what the line is that somebody drew to calibrate by. */
export function CalibrationDialog() {
  const { t } = useTranslation()
  const asking = useMeasurements((state) => state.asking)
  const [kind, setKind] = useState<KnownLength['kind']>('catheter')
  const [french, setFrench] = useState<number | string>(6)
  const [millimetres, setMillimetres] = useState<number | string>(10)
  const known: KnownLength | null =
    kind === 'catheter' ? (typeof french === 'number' ? { kind, french } : null) : typeof millimetres === 'number' ? { kind, millimetres } : null
  const use = (): void => {
    if (asking === null || known === null) return
    measureActs().calibrate(asking, asking.line, known)
    close()
  }
  return (
    <Modal opened={asking !== null} onClose={close} title={t('measure.calibrateTitle')} size={420}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          use()
        }}
      >
        <Stack gap="sm" data-testid={testIds.calibrationDialog}>
          <SegmentedControl fullWidth value={kind} onChange={(value) => setKind(value as typeof kind)} aria-label={t('measure.calibrateTitle')} data={[{ value: 'catheter', label: t('measure.catheter') }, { value: 'length', label: t('measure.known') }]} />
          {kind === 'catheter' ? (
            <NumberInput data-autofocus label={t('measure.french')} value={french} onChange={setFrench} min={2} max={34} step={1} suffix=" F" data-testid={testIds.calibrationFrench} />
          ) : (
            <NumberInput data-autofocus label={t('measure.millimetresOf')} value={millimetres} onChange={setMillimetres} min={0.1} max={1000} decimalScale={2} suffix=" mm" data-testid={testIds.calibrationMillimetres} />
          )}
          {asking !== null && known !== null && (
            <Text size="xs" c="dimmed">
              {t('measure.result', { size: (millimetresOf(known) / distance(...asking.line)).toFixed(3), percent: Math.round(errorOfOnePixel(asking.line) * 100) })}
            </Text>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" disabled={known === null} data-testid={testIds.calibrationUse}>
              {t('measure.use')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

function close(): void {
  useMeasurements.setState({ asking: null })
}
