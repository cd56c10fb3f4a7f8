import { Button, Group, Modal, NumberInput, Radio, Select, SimpleGrid, Stack, Switch, Text, TextInput } from '@mantine/core'
import { IconFolderOpen, IconPlayerPlay } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { presetGroups } from '../../electron/ipc/contract/index'
import type { Model } from '../../electron/ipc/contract/index'
import { useModels } from '../connection/queries'
import { useServices } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { useDialogs } from '../state/jobs-store'
import { showSection } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { DatasetFacts } from './dataset-facts'
import { figure, parameterCount } from './format'
import { configOf, datasetOf, defaultDraft } from './run-draft'
import type { NetChoice, RunDraft } from './run-draft'
import { startBlocker } from './start-blocker'
import { useInspection } from './use-inspection'

const close = (): void => useDialogs.setState({ newRun: false })

/** Factors on the distillation's weights: those that are tried when a method is tuned, and one more on each side. */
const scales = [0.01, 0.1, 1, 10, 100]

const groups = ['own', 'baselines', 'rivals', 'variants'] as const

/** Distillation → New run… */
export function RunDialog() {
  const { t } = useTranslation()
  const { clients } = useServices()
  const opened = useDialogs((state) => state.newRun)
  const models = useModels()
  const nets = useQuery({ queryKey: ['nets'], queryFn: () => clients.distillation.nets({}), enabled: opened })
  const error = nets.error ?? models.error
  return (
    <Modal opened={opened} onClose={close} title={t('runDialog.title')} size="lg">
      {error !== null && (
        <Text c="red.4" size="sm" role="alert">
          {messageOf(error)}
        </Text>
      )}
      {nets.data && models.data && <Form nets={nets.data} models={models.data} onClose={close} />}
    </Modal>
  )
}

function Form({ nets, models, onClose }: { nets: readonly NetChoice[]; models: readonly Model[]; onClose: () => void }) {
  const { t } = useTranslation()
  const { clients } = useServices()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(() => defaultDraft(nets, models, new Date()))
  const [starting, setStarting] = useState(false)
  const inspection = useInspection(datasetOf(draft))
  const blocker = startBlocker(draft, inspection)
  const blockerId = useId()
  const change = (part: Partial<RunDraft>): void => setDraft((before) => ({ ...before, ...part }))
  const config = configOf(draft)
  const teachers = models.filter((model) => model.role === 'teacher')
  const netData = (role: NetChoice['role']) => nets.filter((net) => net.role === role).map((net) => ({ value: net.name, label: `${net.name} · ${parameterCount(net.parameters)}` }))

  const start = async (): Promise<void> => {
    if (config === null || blocker !== null) return
    setStarting(true)
    try {
      await clients.distillation.start(config)
      await queries.invalidateQueries({ queryKey: ['runs'] })
      onClose()
      showSection('runs')
    } catch (error) {
      notify('error', messageOf(error), { title: t('runDialog.failed'), id: 'start-run' })
    } finally {
      setStarting(false)
    }
  }
  const pickFolder = async (): Promise<void> => {
    try {
      const { paths } = await clients.app.pickPaths({ kind: 'folder' })
      if (paths[0] !== undefined) change({ folder: paths[0] })
    } catch (error) {
      notify('warning', messageOf(error))
    }
  }
  const number = (label: string, name: 'epochs' | 'crop' | 'batch' | 'seed' | 'teacherEpochs', limits: { min: number; max?: number; step?: number }, testId: string) => (
    <NumberInput label={label} size="xs" value={draft[name]} onChange={(value) => typeof value === 'number' && change({ [name]: value })} {...limits} clampBehavior="strict" allowDecimal={false} data-testid={testId} />
  )
  return (
    <Stack
      gap="md"
      component="form"
      data-testid={testIds.runDialog}
      onSubmit={(event) => {
        event.preventDefault()
        void start()
      }}
    >
      <TextInput label={t('runDialog.name')} size="xs" value={draft.name} maxLength={80} onChange={(event) => change({ name: event.currentTarget.value })} data-autofocus data-testid={testIds.runName} />
      <Part title={t('runDialog.dataset')}>
        <Radio.Group value={draft.datasetKind} onChange={(value) => change({ datasetKind: value as RunDraft['datasetKind'] })} aria-label={t('runDialog.dataset')} data-testid={testIds.runDatasetKind}>
          <Group gap="lg">
            <Radio size="xs" value="queue" label={t('runDialog.queue')} />
            <Radio size="xs" value="folder" label={t('runDialog.folder')} />
          </Group>
        </Radio.Group>
        {draft.datasetKind === 'folder' && (
          <Group gap={8} align="flex-end" wrap="nowrap">
            <TextInput flex={1} size="xs" label={t('runDialog.folderPath')} placeholder={t('runDialog.folderHint')} value={draft.folder} onChange={(event) => change({ folder: event.currentTarget.value })} data-testid={testIds.runDatasetPath} />
            <PickFolderButton onPick={() => void pickFolder()} />
          </Group>
        )}
        <DatasetFacts inspection={inspection} />
      </Part>
      <Part title={t('runDialog.teacher')}>
        <Radio.Group value={draft.teacherKind} onChange={(value) => change({ teacherKind: value as RunDraft['teacherKind'] })} aria-label={t('runDialog.teacher')} data-testid={testIds.runTeacherKind}>
          <Group gap="lg">
            <Radio size="xs" value="model" label={t('runDialog.teacherModel')} disabled={teachers.length === 0} />
            <Radio size="xs" value="train" label={t('runDialog.teacherTrain')} />
          </Group>
        </Radio.Group>
        {draft.teacherKind === 'model' ? (
          <Select
            size="xs"
            aria-label={t('runDialog.teacherModel')}
            data={teachers.map((model) => ({ value: model.id, label: model.validation === null ? model.name : t('runDialog.modelWithDice', { name: model.name, dice: figure(model.validation.dice) }) }))}
            value={draft.teacherModel}
            onChange={(teacherModel) => change({ teacherModel })}
            allowDeselect={false}
            data-testid={testIds.runTeacherModel}
          />
        ) : (
          <SimpleGrid cols={2}>
            <Select size="xs" label={t('runDialog.net')} data={netData('teacher')} value={draft.teacherNet} onChange={(teacherNet) => change({ teacherNet })} allowDeselect={false} data-testid={testIds.runTeacherNet} />
            {number(t('runDialog.teacherEpochs'), 'teacherEpochs', { min: 1, max: 10_000 }, testIds.runTeacherEpochs)}
          </SimpleGrid>
        )}
      </Part>
      <Part title={t('runDialog.student')}>
        <SimpleGrid cols={2}>
          <Select size="xs" label={t('runDialog.net')} data={netData('student')} value={draft.studentNet} onChange={(studentNet) => change({ studentNet })} allowDeselect={false} data-testid={testIds.runStudentNet} />
          <Group gap={8} wrap="nowrap" align="flex-end">
            <Select flex={1} size="xs" label={t('runDialog.preset')} data={groups.map((group) => ({ group: t(`presetGroup.${group}`), items: presetGroups[group].map((value) => ({ value, label: t(`preset.${value}`) })) }))} value={draft.preset} onChange={(value) => value !== null && change({ preset: value })} allowDeselect={false} data-testid={testIds.runPreset} />
            <Select w={84} size="xs" label={t('runDialog.scale')} title={t('runDialog.scaleMore')} data={scales.map((scale) => ({ value: String(scale), label: `× ${scale}` }))} value={String(draft.scale)} onChange={(value) => value !== null && change({ scale: Number(value) })} disabled={draft.preset === 'none'} allowDeselect={false} data-testid={testIds.runScale} />
          </Group>
        </SimpleGrid>
        <Switch size="xs" label={t('runDialog.startFromPublished')} checked={draft.startFromPublished} onChange={(event) => change({ startFromPublished: event.currentTarget.checked })} data-testid={testIds.runStartFromPublished} />
        <SimpleGrid cols={4}>
          {number(t('runDialog.epochs'), 'epochs', { min: 1, max: 10_000 }, testIds.runEpochs)}
          {number(t('runDialog.crop'), 'crop', { min: 32, max: 512, step: 16 }, testIds.runCrop)}
          {number(t('runDialog.batch'), 'batch', { min: 1, max: 64 }, testIds.runBatch)}
          {number(t('runDialog.seed'), 'seed', { min: 0 }, testIds.runSeed)}
        </SimpleGrid>
      </Part>
      <Group justify="flex-end" wrap="nowrap">
        <Text id={blockerId} size="xs" c="dimmed" flex={1} data-testid={testIds.runBlocker}>
          {blocker}
        </Text>
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" leftSection={<IconPlayerPlay size={15} />} loading={starting} disabled={config === null || blocker !== null} aria-describedby={blockerId} data-testid={testIds.buttonStartRun}>
          {t('runDialog.start')}
        </Button>
      </Group>
    </Stack>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap={8}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      {children}
    </Stack>
  )
}

/** Only where the host has a native dialog: in a browser the path is typed. */
function PickFolderButton({ onPick }: { onPick: () => void }) {
  const { t } = useTranslation()
  const { clients } = useServices()
  const info = useQuery({ queryKey: ['app-info'], queryFn: () => clients.app.info({}) }).data
  if (info === undefined || !info.canPickPaths) return null
  return (
    <Button variant="default" leftSection={<IconFolderOpen size={15} />} onClick={onPick}>
      {t('runDialog.pickFolder')}
    </Button>
  )
}
