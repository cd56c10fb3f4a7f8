import type { AppInfo } from '../../electron/ipc/contract/index'
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
import { ViewerPage } from '../viewer/viewer-page'
import { SidePanel } from '../worklist/side-panel'
import { Announcements } from './announcements'
import { ConnectionLost } from './connection-lost'
import { ErrorBoundary } from './error-boundary'
import { Header } from './header'
import css from './shell.module.css'
import { StatusBar } from './status-bar'
import { useMaskProblems } from './use-mask-problems'
import { logError } from './window-errors'

export function Shell({ info }: { info: AppInfo }) {
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
            <ConnectionLost />
          </main>
        </div>
        <StatusBar info={info} />
      </div>
      <Announcements />
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
