import { ActionIcon, Checkbox, Group, Text, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Instance } from '../../electron/ipc/contract/index'
import { sourceText } from '../measure/length-text'
import { measureActs } from '../measure/measure-acts'
import { measurementsOf, scaleFor, shapesOn, useMeasurements } from '../measure/measurement-store'
import { shapeText } from '../measure/shape-text'
import { useFrame } from '../state/shown-frame'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { measureToolIds } from '../tools/tool-ids'
import css from './viewer-page.module.css'

/** What is measured on the shown frame and by which scale; there while somebody measures or where something is measured. */
export function MeasureBlock({ instance }: { instance: Instance }) {
  const { t } = useTranslation()
  const frame = useFrame()
  const tool = useViewer((state) => state.tool)
  const state = useMeasurements()
  const measuring = measureToolIds.some((id) => id === tool)
  const { calibration } = measurementsOf(state, instance.id)
  const shapes = shapesOn(state, { instanceId: instance.id, frame })
  const scale = scaleFor(state, instance)
  if (!measuring && shapes.length === 0) return null
  return (
    <div className={css['block']} data-testid={testIds.measureBlock}>
      <h2 className={css['blockTitle']}>{t('measure.title')}</h2>
      {tool === 'calibrate' && (
        <Text size="xs" c="dimmed">
          {t('measure.calibrateHow')}
        </Text>
      )}
      {shapes.length === 0 && tool !== 'calibrate' && (
        <Text size="xs" c="dimmed">
          {t('measure.none')}
        </Text>
      )}
      {measuring && (
        <Text size="xs" c="dimmed">
          {t('measure.byKeys')}
        </Text>
      )}
      {shapes.map((each) => {
        const name = `${t(`tool.${each.shape.kind}`)} ${shapeText(each.shape, scale)}`
        return (
          <Group key={each.id} gap={4} wrap="nowrap" justify="space-between">
            <button type="button" className={css['measured']} data-chosen={each.id === state.chosen} onClick={() => useMeasurements.setState({ chosen: each.id })} data-testid={testIds.measured}>
              {name}
            </button>
            <Tooltip label={t('measure.remove', { name })}>
              <ActionIcon variant="subtle" color="gray" size={24} aria-label={t('measure.remove', { name })} onClick={() => measureActs().remove(each)} data-testid={testIds.measureRemove}>
                <IconTrash size={15} />
              </ActionIcon>
            </Tooltip>
          </Group>
        )
      })}
      <Group gap={4} wrap="nowrap" justify="space-between">
        <Text size="xs" c="dimmed" data-testid={testIds.measureScale}>
          {scale.unit === 'mm-calibrated' ? t('measure.calibratedBy', { source: sourceText(scale.source) }) : t('measure.pixelsOnly')}
        </Text>
        {calibration !== null && (
          <Tooltip label={t('measure.removeCalibration')}>
            <ActionIcon variant="subtle" color="gray" size={24} aria-label={t('measure.removeCalibration')} onClick={() => measureActs().removeCalibration(calibration)} data-testid={testIds.removeCalibration}>
              <IconTrash size={15} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
      {scale.unit !== 'mm-calibrated' && instance.imagerPixelSpacing !== null && (
        <Tooltip label={t('measure.detectorHint')} multiline maw={300} position="left">
          <Checkbox size="xs" label={t('measure.useDetector')} checked={state.atDetector} onChange={(event) => useMeasurements.setState({ atDetector: event.currentTarget.checked })} />
        </Tooltip>
      )}
    </div>
  )
}
