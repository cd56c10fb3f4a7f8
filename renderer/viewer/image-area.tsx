import { Alert, Loader } from '@mantine/core'
import { IconPhotoOff } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ComparisonOnImage } from '../comparison/comparison-on-image'
import { pickDifference } from '../comparison/decide'
import { useServices } from '../connection/services'
import { tellFiltersFailed } from '../filters/tell-filters-failed'
import { ProposalBadge } from '../propagation/proposal-badge'
import { usePane } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { mayEdit } from './may-edit'
import { FilterBadge } from './filter-badge'
import { Magnifier } from './magnifier'
import { MeasureOverlay } from './measure-overlay'
import { OverlayText } from './overlay-text'
import { PixelProbe } from './pixel-probe'
import { ViewerController } from './viewer-controller'
import css from './viewer-page.module.css'

/** The image with its mask, brush ring and texts. React only makes the elements; the controller draws on them. */
export function ImageArea({ pane, onController }: { pane: number; onController: (pane: number, controller: ViewerController | null) => void }) {
  const { t } = useTranslation()
  const services = useServices()
  const { masks, frames, filter, compared, views, actions } = services
  const viewport = useRef<HTMLDivElement>(null)
  const mask = useRef<HTMLCanvasElement>(null)
  const overlay = useRef<HTMLCanvasElement>(null)
  const comparison = useRef<HTMLCanvasElement>(null)
  const ring = useRef<HTMLDivElement>(null)
  const [controller, setController] = useState<ViewerController | null>(null)
  const frameError = usePane(pane, (state) => state.frameError)
  const loading = usePane(pane, (state) => state.frameLoading)

  useEffect(() => {
    const made = new ViewerController(pane, { viewport: viewport.current!, mask: mask.current!, overlay: overlay.current!, comparison: comparison.current!, ring: ring.current! }, masks, frames, filter, compared, views, {
      filtersFailed: tellFiltersFailed,
      mayEdit: (edited) => mayEdit(edited, () => actions.reopen()),
      pickedDifference: (key, columns, x, y) => void pickDifference(services, key, columns, x, y),
    })
    onController(pane, made)
    setController(made)
    return () => {
      onController(pane, null)
      setController(null)
      made.dispose()
    }
  }, [pane, services, masks, frames, filter, compared, views, actions, onController])

  return (
    <>
      <div ref={viewport} className={css['viewport']} tabIndex={0} role="application" aria-label={t('view.image')} data-testid={testIds.viewport} />
      <canvas ref={mask} className={css['mask']} />
      <canvas ref={comparison} className={css['mask']} data-testid={testIds.compareOverlay} />
      <canvas ref={overlay} className={css['mask']} />
      {controller !== null && <MeasureOverlay pane={pane} controller={controller} />}
      <div ref={ring} className={css['ring']} />
      {controller !== null && <Magnifier controller={controller} />}
      {controller !== null && <PixelProbe controller={controller} />}
      <ProposalBadge pane={pane} />
      <OverlayText pane={pane} />
      <FilterBadge pane={pane} />
      <ComparisonOnImage />
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
