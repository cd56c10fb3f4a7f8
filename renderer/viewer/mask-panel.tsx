import { ActionIcon, Badge, Button, Group, Progress, Slider, Switch, Text } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp, IconSparkles, IconStack2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Instance } from '../../electron/ipc/contract/index'
import { ReadingsBlock } from '../comparison/readings-block'
import { useEngineStatus } from '../connection/queries'
import { useServices } from '../connection/services'
import { LabelBlock } from '../labels/label-block'
import { HistoryBlock } from '../masks/history-block'
import { useActText } from '../masks/act-words'
import { useMaskFacts } from '../masks/use-mask-facts'
import { useMeasureHistoryInUse } from '../measure/measure-history-in-use'
import { PropagationBlock } from '../propagation/propagation-block'
import { ReviewActions } from '../review/review-actions'
import { ReviewHistory } from '../review/review-history'
import { useFrameReview } from '../review/use-frame-review'
import { runCommand } from '../shortcuts/command-handlers'
import { CommandTooltip } from '../shortcuts/command-tooltip'
import { useJobs } from '../state/jobs-store'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { maskTool } from '../tools/mask-tools'
import { ToolBlock } from '../tools/tool-block'
import { MeasureBlock } from './measure-block'
import { SaveStateMark } from './save-state-mark'
import { SegmentTiming } from './segment-timing'
import { statusColour } from './status-colours'
import css from './viewer-page.module.css'

/** Everything about the shown frame's mask: made by the student, corrected and approved by a person. */
export function MaskPanel({ instance }: { instance: Instance }) {
  const { t } = useTranslation()
  // Who corrects needs tool and labels in sight, also on a small screen.
  const corrects = useViewer((state) => maskTool(state.tool) !== null)
  return (
    <section className={css['panel']} aria-label={t('mask.panel')}>
      {corrects && <ToolBlock />}
      {corrects && <LabelBlock />}
      <SegmentBlock instance={instance} />
      <ReviewBlock />
      <ReadingsBlock />
      <MeasureBlock instance={instance} />
      {!corrects && <LabelBlock />}
      <PropagationBlock instance={instance} />
      <HistoryBlock />
      <ShowBlock />
    </section>
  )
}

function SegmentBlock({ instance }: { instance: Instance }) {
  const { t } = useTranslation()
  const { actions } = useServices()
  const segmenting = useJobs((state) => state.segmentingFrame)
  const run = useJobs((state) => state.segmentingRun)
  const engine = useEngineStatus().data
  const away = engine !== undefined && engine.state === 'failed'
  return (
    <div className={css['block']}>
      <h2 className={css['blockTitle']}>{t('segment.title')}</h2>
      <CommandTooltip position="left" command="segment-frame">
        <Button fullWidth size="sm" leftSection={<IconSparkles size={17} />} loading={segmenting} disabled={away} onClick={() => void actions.segmentFrame()} data-testid={testIds.buttonSegmentFrame}>
          {t('segment.frame')}
        </Button>
      </CommandTooltip>
      {run === null ? (
        <CommandTooltip position="left" command="segment-run">
          <Button fullWidth variant="default" leftSection={<IconStack2 size={16} />} disabled={away || instance.frames < 2} onClick={() => void actions.segmentRun()} data-testid={testIds.buttonSegmentRun}>
            {t('segment.runOf', { count: instance.frames })}
          </Button>
        </CommandTooltip>
      ) : (
        <Group gap={8} wrap="nowrap" data-testid={testIds.segmentRunProgress}>
          <Progress flex={1} value={(run.done / run.total) * 100} aria-label={t('segment.run')} />
          <Text size="xs" c="dimmed">
            {run.done}/{run.total}
          </Text>
          <Button variant="default" onClick={run.cancel} data-testid={testIds.segmentRunCancel}>
            {t('common.cancel')}
          </Button>
        </Group>
      )}
      {away && (
        <Text size="xs" c="red.4" role="alert">
          {t('segment.engineAway', { reason: engine.notice ?? '' })}
        </Text>
      )}
      <SegmentTiming />
    </div>
  )
}

/** Status, history and approval of the shown mask. */
export function ReviewBlock() {
  const { t } = useTranslation()
  const review = useFrameReview()
  const known = useMaskFacts((facts) => facts?.status ?? null)
  const author = useMaskFacts((facts) => facts?.lastAuthor ?? null)
  const status = known ?? 'unannotated'
  return (
    <div className={css['block']}>
      <h2 className={css['blockTitle']}>{t('mask.review')}</h2>
      <Group justify="space-between" wrap="nowrap">
        <Badge variant="default" tt="none" size="lg" fw={550} leftSection={<span className={css['statusMark']} style={{ background: statusColour(status), display: 'inline-block' }} />} data-testid={testIds.frameStatus} data-status={status}>
          {t(`reviewStatus.${status}`)}
        </Badge>
        <HistoryButtons />
      </Group>
      {author && (
        <Text size="xs" c="dimmed" truncate title={author.name}>
          {t(`author.${author.kind}`, { name: author.name })}
        </Text>
      )}
      <SaveStateMark />
      <ReviewActions status={known} review={review} />
      {review && <ReviewHistory review={review} />}
    </div>
  )
}

function HistoryButtons() {
  const { t } = useTranslation()
  const actText = useActText()
  const measured = useMeasureHistoryInUse()
  const masks = useMaskFacts((facts) => ({
    undoable: facts !== null && facts.status !== 'approved' && (facts.waiting > 0 || facts.history.undoable > 0),
    redoable: facts !== null && facts.status !== 'approved' && facts.history.redoable > 0,
    undoName: facts?.history.undoName ?? null,
    redoName: facts?.history.redoName ?? null,
  }))
  const { undoable, redoable, undoName, redoName } = measured === null ? masks : { undoable: measured.undoable > 0, redoable: measured.redoable > 0, undoName: t('measure.title'), redoName: t('measure.title') }
  return (
    <Group gap={4} wrap="nowrap">
      <CommandTooltip command="undo" label={`${t('mask.undo')}${undoName ? `: ${actText(undoName)}` : ''}`}>
        <ActionIcon variant="default" size={30} disabled={!undoable} aria-label={t('mask.undo')} onClick={() => runCommand('undo')} data-testid={testIds.buttonUndo}>
          <IconArrowBackUp size={17} />
        </ActionIcon>
      </CommandTooltip>
      <CommandTooltip command="redo" label={`${t('mask.redo')}${redoName ? `: ${actText(redoName)}` : ''}`}>
        <ActionIcon variant="default" size={30} disabled={!redoable} aria-label={t('mask.redo')} onClick={() => runCommand('redo')} data-testid={testIds.buttonRedo}>
          <IconArrowForwardUp size={17} />
        </ActionIcon>
      </CommandTooltip>
    </Group>
  )
}

function ShowBlock() {
  const { t } = useTranslation()
  const visible = useViewer((state) => state.maskVisible)
  const outline = useViewer((state) => state.maskOutline)
  const opacity = useViewer((state) => state.maskOpacity)
  return (
    <div className={css['block']}>
      <h2 className={css['blockTitle']}>{t('mask.appearance')}</h2>
      <Switch size="sm" label={t('mask.show')} checked={visible} onChange={(event) => useViewer.setState({ maskVisible: event.currentTarget.checked })} data-testid={testIds.maskToggle} />
      <Switch size="sm" label={t('mask.outline')} checked={outline} disabled={!visible} onChange={(event) => useViewer.setState({ maskOutline: event.currentTarget.checked })} data-testid={testIds.maskOutline} />
      <Text size="xs" c="dimmed">
        {t('mask.opacity', { percent: Math.round(opacity * 100) })}
      </Text>
      <Slider
        size="sm"
        min={0}
        max={1}
        step={0.05}
        value={opacity}
        label={null}
        disabled={!visible}
        onChange={(maskOpacity) => useViewer.setState({ maskOpacity })}
        thumbLabel={t('mask.opacityLabel')}
        data-testid={testIds.maskOpacity}
      />
    </div>
  )
}
