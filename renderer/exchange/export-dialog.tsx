import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { useDialogs } from '../state/jobs-store'
import { ExportForm } from './export-form'
import { ExportResultView } from './export-result'
import { ExportRunning } from './export-running'
import { useExport } from './use-export'

const close = (): void => useDialogs.setState({ export: null })

/** File → Export… */
export function ExportDialog() {
  const { t } = useTranslation()
  const opened = useDialogs((state) => state.export !== null)
  return (
    <Modal opened={opened} onClose={close} title={t('exchange.title')} size="lg">
      {opened && <Content />}
    </Modal>
  )
}

function Content() {
  const { clients } = useServices()
  const { state, start, cancel, again } = useExport()
  const info = useQuery({ queryKey: ['app-info'], queryFn: () => clients.app.info({}) }).data
  if (info === undefined) return null
  if (state.kind === 'running') return <ExportRunning done={state.done} total={state.total} onCancel={cancel} />
  if (state.kind === 'finished') return <ExportResultView result={state.result} onAgain={again} onClose={close} />
  return <ExportForm canPickPaths={info.canPickPaths} failure={state.failure} onStart={(request) => void start(request)} onClose={close} />
}
