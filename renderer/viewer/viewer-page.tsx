import { VisuallyHidden } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { loadFrameStatuses } from '../masks/frame-statuses'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { useCommands } from '../shortcuts/command-handlers'
import { useViewer } from '../state/viewer-store'
import { EmptyViewer } from './empty-viewer'
import { FrameBar } from './frame-bar'
import { ImageArea } from './image-area'
import { MaskPanel } from './mask-panel'
import { Toolbar } from './toolbar'
import type { ViewerController } from './viewer-controller'
import css from './viewer-page.module.css'

export function ViewerPage() {
  const { t } = useTranslation()
  const { clients } = useServices()
  const instance = useViewer((state) => state.instance)
  const [controller, setController] = useState<ViewerController | null>(null)
  const instanceId = instance?.id ?? null

  useEffect(() => {
    if (instanceId !== null) loadFrameStatuses(clients.masks, instanceId).catch((error: unknown) => notify('error', messageOf(error)))
  }, [clients, instanceId])
  useEffect(() => () => useViewer.setState({ playing: false }), [])

  useCommands({
    invert: () => controller?.toggleInvert(),
    fit: () => controller?.viewport.fit(),
    'one-to-one': () => controller?.viewport.oneToOne(),
    'zoom-in': () => controller?.viewport.zoomBy(1.25),
    'zoom-out': () => controller?.viewport.zoomBy(1 / 1.25),
    'reset-view': () => controller?.viewport.reset(),
    cancel: () => controller?.cancelStroke(),
  })

  if (instance === null) return <EmptyViewer />
  return (
    <div className={css['page']}>
      <VisuallyHidden component="h1">{t('section.viewer')}</VisuallyHidden>
      <Toolbar controller={controller} />
      <ImageArea onController={setController} />
      <FrameBar instance={instance} />
      <MaskPanel instance={instance} />
    </div>
  )
}
