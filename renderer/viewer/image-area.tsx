import { Alert, Loader } from '@mantine/core'
import { IconPhotoOff } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { usePane } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { tellApprovedIsLocked } from './approved-notice'
import { OverlayText } from './overlay-text'
import { ViewerController } from './viewer-controller'
import css from './viewer-page.module.css'

/** The image with its mask, brush ring and texts. React only makes the elements; the controller draws on them. */
export function ImageArea({ pane, onController }: { pane: number; onController: (pane: number, controller: ViewerController | null) => void }) {
  const { t } = useTranslation()
  const { masks, frames, views, actions } = useServices()
  const viewport = useRef<HTMLDivElement>(null)
  const mask = useRef<HTMLCanvasElement>(null)
  const overlay = useRef<HTMLCanvasElement>(null)
  const ring = useRef<HTMLDivElement>(null)
  const frameError = usePane(pane, (state) => state.frameError)
  const loading = usePane(pane, (state) => state.frameLoading)

  useEffect(() => {
    const controller = new ViewerController(pane, { viewport: viewport.current!, mask: mask.current!, overlay: overlay.current!, ring: ring.current! }, masks, frames, views, {
      approvedIsLocked: () => tellApprovedIsLocked(() => actions.reopen()),
    })
    onController(pane, controller)
    return () => {
      onController(pane, null)
      controller.dispose()
    }
  }, [pane, masks, frames, views, actions, onController])

  return (
    <>
      <div ref={viewport} className={css['viewport']} tabIndex={0} role="application" aria-label={t('view.image')} data-testid={testIds.viewport} />
      <canvas ref={mask} className={css['mask']} />
      <canvas ref={overlay} className={css['mask']} />
      <div ref={ring} className={css['ring']} />
      <OverlayText pane={pane} />
      {loading && frameError === null && (
        <div className={css['loading']}>
          <Loader color="gray" aria-label={t('view.loading')} />
        </div>
      )}
      {frameError !== null && (
        <div className={css['notice']}>
          <Alert color="red" variant="light" icon={<IconPhotoOff />} title={t('view.frameFailed')} maw={520} role="alert" data-testid={testIds.frameError}>
            {frameError}
          </Alert>
        </div>
      )}
    </>
  )
}
