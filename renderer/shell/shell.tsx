import { Alert, Button } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppInfo } from '../../electron/ipc/contract/index'
import type { Port } from '../../electron/ipc/port'
import { useServiceEvents } from '../connection/queries'
import { useServices } from '../connection/services'
import { DeidentifiedImportDialog } from '../exchange/deidentified-import-dialog'
import { ExportDialog } from '../exchange/export-dialog'
import { FileDrop } from '../library/file-drop'
import { ImportReportDialog } from '../library/import-report-dialog'
import { AuditBanner } from '../audit/audit-banner'
import { ModelsPage } from '../models/models-page'
import { LibraryDialog } from '../people/library-dialog'
import { NewPersonDialog } from '../people/new-person-dialog'
import { CommentDialog } from '../review/comment-dialog'
import { RunDialog } from '../runs/run-dialog'
import { RunsPage } from '../runs/runs-page'
import { ShortcutDialog } from '../shortcuts/shortcut-dialog'
import { useShortcuts } from '../shortcuts/use-shortcuts'
import { useWindowCommands } from '../shortcuts/use-window-commands'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { ViewerPage } from '../viewer/viewer-page'
import { SidePanel } from '../worklist/side-panel'
import { ErrorBoundary } from './error-boundary'
import { Header } from './header'
import css from './shell.module.css'
import { StatusBar } from './status-bar'
import { useMaskProblems } from './use-mask-problems'
import { logError } from './window-errors'

export function Shell({ info, port }: { info: AppInfo; port: Port }) {
  const { clients } = useServices()
  const section = useViewer((state) => state.section)
  useServiceEvents()
  useShortcuts()
  useWindowCommands()
  useMaskProblems()
  const onError = (error: Error): void => logError(clients.app, error)
  return (
    <FileDrop>
      <div className={css['shell']}>
        <div>
          <Header />
          <AuditBanner />
        </div>
        <div className={css['body']} data-section={section}>
          {section === 'viewer' && <SidePanel />}
          <main className={css['main']}>
            <ErrorBoundary key={section} onError={onError}>
              {section === 'viewer' && <ViewerPage />}
              {section === 'runs' && <RunsPage />}
              {section === 'models' && <ModelsPage />}
            </ErrorBoundary>
            <ConnectionLost port={port} />
          </main>
        </div>
        <StatusBar info={info} />
      </div>
      <ImportReportDialog />
      <ExportDialog />
      <DeidentifiedImportDialog />
      <RunDialog />
      <LibraryDialog />
      <NewPersonDialog />
      <CommentDialog />
      <ShortcutDialog />
    </FileDrop>
  )
}

/** The services are gone: nothing more can be saved, and the page says so until it is loaded again. */
function ConnectionLost({ port }: { port: Port }) {
  const { t } = useTranslation()
  const [lost, setLost] = useState(false)
  useEffect(() => port.onClose(() => setLost(true)), [port])
  if (!lost) return null
  return (
    <Alert color="red.9" variant="filled" icon={<IconPlugConnectedX />} title={t('error.connectionLost')} pos="absolute" top={12} left={12} right={12} style={{ zIndex: 300 }} data-testid={testIds.connectionLost} role="alert">
      <div>{t('error.connectionLostMore')}</div>
      <Button mt="xs" variant="white" color="dark" onClick={() => location.reload()}>
        {t('error.reload')}
      </Button>
    </Alert>
  )
}
