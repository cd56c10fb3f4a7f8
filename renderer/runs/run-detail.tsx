import { Alert, Button, Group, Progress, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconAlertTriangle, IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconStar } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetricPoint, Run } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { showSection } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { Chart } from './chart'
import { diceCurves, lossCurves } from './curves'
import { duration, figure } from './format'
import { methodText } from './method-text'
import { useMetrics } from './metrics'
import { RunStateBadge } from './run-state-badge'
import css from './runs.module.css'

const noPoints: MetricPoint[] = []
const lossFormat = (value: number): string => value.toPrecision(4)

/** One run: where it is, how well it does, and how to pause or stop it. */
export function RunDetail({ run }: { run: Run }) {
  const { t } = useTranslation()
  const points = useMetrics(run.id).data ?? noPoints
  const { last } = run
  const percent = last === null || last.totalSteps === 0 ? 0 : (last.step / last.totalSteps) * 100
  const best = points.reduce<number | null>((most, point) => (point.phase === 'student' && point.validationDice !== null ? Math.max(most ?? 0, point.validationDice) : most), null)
  const facts: [string, string][] = [
    [t('runs.phase'), last === null ? '–' : t(`phase.${last.phase}`)],
    [t('runs.epoch'), last === null ? '–' : String(last.epoch)],
    [t('runs.bestDice'), best === null ? '–' : figure(best)],
    [t('runs.samples'), run.samples === null ? '–' : t('runs.samplesOf', run.samples)],
    [t('runs.timeLeft'), run.state === 'running' && last !== null && last.secondsLeft !== null ? duration(last.secondsLeft) : '–'],
  ]
  return (
    <div className={css['detail']}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Group gap="sm">
            <h1 className={css['title']}>{run.config.name}</h1>
            <RunStateBadge state={run.state} testId={testIds.runState} />
          </Group>
          <Text size="xs" c="dimmed" mt={4}>
            {t('runs.summary', { preset: methodText(run.config), student: run.config.student.net, epochs: run.config.epochs, crop: run.config.crop, batch: run.config.batch, seed: run.config.seed })}
          </Text>
        </div>
        <RunActs run={run} />
      </Group>
      {run.state === 'failed' ? (
        <Alert mt="md" color="red" variant="light" icon={<IconAlertTriangle />} title={t('runs.failed')} data-testid={testIds.runMessage}>
          <span data-selectable>{run.message}</span>
        </Alert>
      ) : (
        <Text mt="md" size="sm" data-testid={testIds.runMessage}>
          {run.message}
        </Text>
      )}
      <Progress mt="xs" value={run.state === 'finished' ? 100 : percent} animated={run.state === 'running'} aria-label={t('runs.progress')} />
      <dl className={css['facts']}>
        {facts.map(([name, value]) => (
          <div key={name} className={css['fact']}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Curves points={points} />
    </div>
  )
}

function Curves({ points }: { points: readonly MetricPoint[] }) {
  const { t } = useTranslation()
  const phases = (['student', 'teacher'] as const).filter((phase) => points.some((point) => point.phase === phase))
  const dice = useMemo(() => diceCurves(points), [points])
  const losses = useMemo(() => ({ teacher: lossCurves(points, 'teacher'), student: lossCurves(points, 'student') }), [points])
  const named = { ...dice, names: dice.names.map((phase) => t(`phase.${phase as 'teacher' | 'student'}`)) }
  if (points.length === 0) return <Text c="dimmed" size="sm">{t('runs.noPoints')}</Text>
  return (
    <div data-testid={testIds.runCurves} data-points={points.length}>
      {dice.names.length > 0 && <Chart title={t('runs.validationDice')} xLabel={t('runs.epoch')} curves={named} format={figure} marked />}
      {phases.map((phase) => (
        <Chart key={phase} title={t('runs.lossOf', { phase: t(`phase.${phase}`) })} xLabel={t('runs.step')} curves={{ ...losses[phase], names: losses[phase].names.map((name) => t(`term.${name}`, { defaultValue: name })) }} format={lossFormat} />
      ))}
    </div>
  )
}

function RunActs({ run }: { run: Run }) {
  const { t } = useTranslation()
  const { clients } = useServices()
  const [busy, setBusy] = useState(false)
  const act = async (what: 'pause' | 'resume' | 'cancel'): Promise<void> => {
    setBusy(true)
    try {
      await clients.distillation[what]({ runId: run.id })
    } catch (error) {
      notify('error', messageOf(error))
    } finally {
      setBusy(false)
    }
  }
  const cancel = (): void => {
    modals.openConfirmModal({
      title: t('runs.cancelTitle'),
      children: t('runs.cancelMore', { name: run.config.name }),
      labels: { confirm: t('runs.cancel'), cancel: t('runs.keepGoing') },
      confirmProps: { color: 'red' },
      onConfirm: () => void act('cancel'),
    })
  }
  const active = run.state === 'running' || run.state === 'queued'
  return (
    <Group gap={8} wrap="nowrap">
      {active && (
        <Button variant="default" disabled={busy} leftSection={<IconPlayerPause size={15} />} onClick={() => void act('pause')} data-testid={testIds.buttonPauseRun}>
          {t('runs.pause')}
        </Button>
      )}
      {(run.state === 'paused' || run.state === 'failed') && (
        <Button disabled={busy} leftSection={<IconPlayerPlay size={15} />} onClick={() => void act('resume')} data-testid={testIds.buttonResumeRun}>
          {t('runs.resume')}
        </Button>
      )}
      {(active || run.state === 'paused') && (
        <Button variant="default" color="red" disabled={busy} leftSection={<IconPlayerStop size={15} />} onClick={cancel} data-testid={testIds.buttonCancelRun}>
          {t('runs.cancel')}
        </Button>
      )}
      {run.modelId !== null && (
        <Button variant="light" leftSection={<IconStar size={15} />} onClick={() => showSection('models')}>
          {t('runs.showModel')}
        </Button>
      )}
    </Group>
  )
}
