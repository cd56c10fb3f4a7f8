import { Progress, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconFlask, IconFolder, IconStar } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { AppInfo, EngineStatus, Run } from '../../electron/ipc/contract/index'
import { AuditMark } from '../audit/audit-mark'
import { useEngineStatus, useModels, useRuns } from '../connection/queries'
import { duration } from '../runs/format'
import { showSection } from '../state/viewer-store'
import { testIds } from '../test-ids'
import css from './shell.module.css'

const tones = { starting: 'busy', ready: 'good', restarting: 'busy', failed: 'bad' } as const

export function StatusBar({ info }: { info: AppInfo }) {
  const { t } = useTranslation()
  const engine = useEngineStatus().data
  const models = useModels().data
  const run = useRuns().data?.find((each) => each.state === 'running' || each.state === 'queued')
  const student = models?.find((model) => model.published)
  return (
    <footer className={css['status']} aria-label={t('status.label')}>
      {engine && <Engine status={engine} />}
      <span className={css['statusItem']} data-testid={testIds.statusStudent}>
        <IconStar size={13} />
        {student ? t('status.student', { name: student.name }) : t('status.noStudent')}
      </span>
      {run && <RunningRun run={run} />}
      <span className={css['grow']} />
      <AuditMark />
      <Tooltip label={info.libraryFolder}>
        <span className={css['statusItem']}>
          <IconFolder size={13} />
          {t('status.library', { folder: info.libraryFolder.split(/[\\/]/).findLast((part) => part !== '') ?? info.libraryFolder })}
        </span>
      </Tooltip>
      <span className={css['statusItem']} data-testid={testIds.statusHost}>
        {t(info.host === 'desktop' ? 'status.desktop' : 'status.browser')} {info.version}
      </span>
    </footer>
  )
}

function Engine({ status }: { status: EngineStatus }) {
  const { t } = useTranslation()
  const name = [status.version, status.device].filter((part) => part !== null).join(' · ')
  return (
    <span className={css['statusItem']} data-testid={testIds.statusEngine} data-state={status.state} data-backend={status.backend ?? ''} role="status">
      <span className={css['dot']} data-tone={tones[status.state]} />
      {t(`engine.${status.state}`)}
      {name !== '' && ` · ${name}`}
      {status.notice !== null && (
        <Tooltip label={status.notice} multiline maw={420}>
          <span className={`${css['statusItem']} ${css['warning']}`}>
            <IconAlertTriangle size={13} />
            {status.notice}
          </span>
        </Tooltip>
      )}
    </span>
  )
}

function RunningRun({ run }: { run: Run }) {
  const { t } = useTranslation()
  const percent = run.last === null || run.last.totalSteps === 0 ? 0 : (run.last.step / run.last.totalSteps) * 100
  const left = run.last?.secondsLeft ?? null
  return (
    <button type="button" className={css['statusButton']} onClick={() => showSection('runs')} data-testid={testIds.statusRun}>
      <IconFlask size={13} />
      {run.config.name}
      <Progress value={percent} w={90} size="sm" aria-label={t('runs.progress')} />
      {left === null ? t(`runState.${run.state}`) : t('runs.left', { time: duration(left) })}
    </button>
  )
}
