import { Button, Checkbox, Group, NumberInput, Progress, Select, Text } from '@mantine/core'
import { IconCheck, IconPlayerTrackNext, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Instance, PropagationMethod } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { useMaskFacts } from '../masks/use-mask-facts'
import { CommandTooltip } from '../shortcuts/command-tooltip'
import { useCommands } from '../shortcuts/command-handlers'
import { useFrame } from '../state/shown-frame'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import css from '../viewer/viewer-page.module.css'
import { confidenceColour } from './confidence'
import { acceptPreviews, decideShown, propagate } from './propagate'
import { dropPreviews, usePropagation } from './propagation-store'

const methods: readonly PropagationMethod[] = ['fused', 'motion', 'student']

/** Takes the shown mask to the frames around it; what is proposed waits here for a person's word. */
export function PropagationBlock({ instance }: { instance: Instance }) {
  const { t } = useTranslation()
  const running = usePropagation((state) => state.running)
  const proposed = usePropagation((state) => (state.instanceId === instance.id ? state.previews.size : 0))
  if (instance.frames < 2) return null
  return (
    <div className={css['block']}>
      <h2 className={css['blockTitle']}>{t('propagation.title')}</h2>
      {running === null && proposed === 0 && <Choice instance={instance} />}
      {running !== null && (
        <Group gap={8} wrap="nowrap" data-testid={testIds.propagationProgress}>
          <Progress flex={1} value={(running.done / Math.max(1, running.total)) * 100} aria-label={t('propagation.title')} />
          <Text size="xs" c="dimmed">
            {running.done}/{running.total}
          </Text>
          <Button size="xs" variant="default" onClick={running.cancel} data-testid={testIds.propagationCancel}>
            {t('common.cancel')}
          </Button>
        </Group>
      )}
      {proposed > 0 && <Proposals />}
    </div>
  )
}

function Choice({ instance }: { instance: Instance }) {
  const { t } = useTranslation()
  const { clients, masks } = useServices()
  const frame = useFrame()
  const hasMask = useMaskFacts((facts) => facts !== null && facts.status !== 'unannotated' && facts.save !== 'failed')
  const { before, after, method, overReviewed } = usePropagation()
  const count = Math.min(before, frame) + Math.min(after, instance.frames - 1 - frame)
  const begin = (): void => void propagate(clients.propagation, masks, instance, useViewer.getState().frame)
  const ready = count > 0 && hasMask
  useCommands({ propagate: () => (ready ? begin() : false) })
  return (
    <>
      <Group gap={8} grow>
        <NumberInput size="xs" label={t('propagation.before')} min={0} max={instance.frames - 1} value={before} onChange={(value) => usePropagation.setState({ before: Number(value) || 0 })} data-testid={testIds.propagationBefore} />
        <NumberInput size="xs" label={t('propagation.after')} min={0} max={instance.frames - 1} value={after} onChange={(value) => usePropagation.setState({ after: Number(value) || 0 })} data-testid={testIds.propagationAfter} />
      </Group>
      <Select
        size="xs"
        aria-label={t('propagation.method')}
        data={methods.map((value) => ({ value, label: t(`propagation.methods.${value}`) }))}
        value={method}
        allowDeselect={false}
        onChange={(value) => usePropagation.setState({ method: value as PropagationMethod })}
      />
      <Checkbox size="xs" label={t('propagation.overReviewed')} checked={overReviewed} onChange={(event) => usePropagation.setState({ overReviewed: event.currentTarget.checked })} data-testid={testIds.propagationOver} />
      <CommandTooltip command="propagate" position="left">
        <Button fullWidth variant="default" leftSection={<IconPlayerTrackNext size={16} />} disabled={!ready} onClick={begin} data-testid={testIds.buttonPropagate}>
          {t('propagation.begin', { count })}
        </Button>
      </CommandTooltip>
    </>
  )
}

function Proposals() {
  const { t } = useTranslation()
  const { masks } = useServices()
  const frame = useFrame()
  const { previews, source, running } = usePropagation()
  const shown = previews.get(frame)
  const all = [...previews.keys()]
  const accept = (): void => void decideShown(masks, true)
  const reject = (): void => void decideShown(masks, false)
  useCommands({ 'finish-tool': () => (shown === undefined ? false : accept()), 'step-back': () => (shown === undefined ? false : reject()) })
  return (
    <>
      <Text size="xs" c="dimmed" role="status" data-testid={testIds.propagationState} data-proposed={previews.size}>
        {shown === undefined ? t('propagation.elsewhere', { count: previews.size, source: source + 1 }) : t('propagation.shown', { source: source + 1 })}
        {shown !== undefined && (
          <Text span size="xs" fw={600} style={{ color: confidenceColour(shown.confidence) }}>
            {' '}
            {t('propagation.confidence', { percent: Math.round(100 * shown.confidence) })}
          </Text>
        )}
      </Text>
      <Group gap={8} grow>
        <CommandTooltip command="finish-tool" label={t('propagation.accept')}>
          <Button size="xs" disabled={shown === undefined} leftSection={<IconCheck size={15} />} onClick={accept} data-testid={testIds.proposalAccept}>
            {t('propagation.accept')}
          </Button>
        </CommandTooltip>
        <CommandTooltip command="step-back" label={t('propagation.reject')}>
          <Button size="xs" variant="default" disabled={shown === undefined} leftSection={<IconX size={15} />} onClick={reject} data-testid={testIds.proposalReject}>
            {t('propagation.reject')}
          </Button>
        </CommandTooltip>
      </Group>
      <Group gap={8} grow>
        <Button size="xs" variant="default" disabled={running !== null} onClick={() => void acceptPreviews(masks, all)} data-testid={testIds.proposalAcceptAll}>
          {t('propagation.acceptAll')}
        </Button>
        <Button size="xs" variant="default" disabled={running !== null} onClick={() => dropPreviews(all)} data-testid={testIds.proposalRejectAll}>
          {t('propagation.rejectAll')}
        </Button>
      </Group>
    </>
  )
}
