import { VisuallyHidden } from '@mantine/core'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ComparePanel } from '../comparison/compare-panel'
import { SeriesTable } from '../comparison/series-table'
import { useComparison } from '../comparison/comparison-store'
import { useComparisonCommands } from '../comparison/use-comparison-commands'
import { useServices } from '../connection/services'
import { loadFrameStatuses } from '../masks/frame-statuses'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { useCommands } from '../shortcuts/command-handlers'
import { paneCount } from '../state/pane'
import { activateNextPane, paneOf, setLayout, setLink, stopPlaying, useViewer } from '../state/viewer-store'
import { ToolPalette } from '../tools/tool-palette'
import { CalibrationDialog } from './calibration-dialog'
import { EmptyViewer } from './empty-viewer'
import { FrameBar } from './frame-bar'
import { MaskPanel } from './mask-panel'
import { PaneGrid } from './pane-grid'
import { Toolbar } from './toolbar'
import type { ViewerController } from './viewer-controller'
import css from './viewer-page.module.css'

export function ViewerPage() {
  const { t } = useTranslation()
  const instance = useViewer((state) => state.instance)
  const layout = useViewer((state) => state.layout)
  const active = useViewer((state) => state.active)
  const [controllers, setControllers] = useState<Readonly<Record<number, ViewerController | null>>>({})
  const onController = useCallback((pane: number, added: ViewerController | null) => setControllers((before) => ({ ...before, [pane]: added })), [])
  const controller = controllers[active] ?? null
  useOpenStatuses()
  useEffect(() => stopPlaying, [])
  const comparing = useComparison((state) => state.open)
  useComparisonCommands()

  useCommands({
    invert: () => controller?.toggleInvert(),
    fit: () => controller?.viewport.fit(),
    'one-to-one': () => controller?.viewport.oneToOne(),
    'zoom-in': () => controller?.viewport.zoomBy(1.25),
    'zoom-out': () => controller?.viewport.zoomBy(1 / 1.25),
    'reset-view': () => controller?.viewport.reset(),
    'rotate-right': () => controller?.viewport.turn(1),
    'rotate-left': () => controller?.viewport.turn(-1),
    'flip-sideways': () => controller?.viewport.flip('sideways'),
    'flip-upside-down': () => controller?.viewport.flip('upside-down'),
    'window-default': () => controller?.setWindow('default'),
    'window-full': () => controller?.setWindow('full'),
    'window-automatic': () => controller?.setWindow('automatic'),
    'own-window-1': () => controller?.setOwnWindow(0),
    'own-window-2': () => controller?.setOwnWindow(1),
    'own-window-3': () => controller?.setOwnWindow(2),
    'layout-1x1': () => setLayout('1x1'),
    'layout-1x2': () => setLayout('1x2'),
    'layout-2x2': () => setLayout('2x2'),
    'next-pane': activateNextPane,
    'link-panes': () => setLink(useViewer.getState().link === 'off' ? 'frame' : 'off'),
  })

  if (instance === null && layout === '1x1') return <EmptyViewer />
  return (
    <div className={css['page']}>
      <VisuallyHidden component="h1">{t('section.viewer')}</VisuallyHidden>
      <Toolbar controller={controller} />
      <ToolPalette />
      <PaneGrid onController={onController} />
      {instance !== null && <FrameBar instance={instance} />}
      <SeriesTable />
      {instance !== null && (comparing ? <ComparePanel /> : <MaskPanel instance={instance} />)}
      <CalibrationDialog />
    </div>
  )
}

/** The review statuses of what is open, in whichever pane. */
function useOpenStatuses(): void {
  const { clients } = useServices()
  const open = useViewer((state) => [...new Set(Array.from({ length: paneCount }, (_, pane) => paneOf(state, pane).instance?.id ?? null))].filter((id) => id !== null).join(' '))
  useEffect(() => {
    loadFrameStatuses(clients.masks, open === '' ? [] : open.split(' ').map(Number)).catch((error: unknown) => notify('error', messageOf(error)))
  }, [clients, open])
}
