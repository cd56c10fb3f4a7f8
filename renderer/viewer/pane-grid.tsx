import { IconPhotoPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { draggedSeries } from '../library/series-drag'
import { visiblePanes } from '../state/pane'
import { activatePane, usePane, useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { ImageArea } from './image-area'
import type { ViewerController } from './viewer-controller'
import css from './viewer-page.module.css'

interface PaneProps {
  onController: (pane: number, controller: ViewerController | null) => void
}

/** The images side by side, as the layout wants them. Panes that are not shown have no viewport: each would keep drawing. */
export function PaneGrid({ onController }: PaneProps) {
  const layout = useViewer((state) => state.layout)
  const active = useViewer((state) => state.active)
  const panes = visiblePanes(layout, active)
  return (
    <div className={css['panes']} data-layout={layout}>
      {panes.map((pane) => (
        <Pane key={pane} pane={pane} alone={panes.length === 1} onController={onController} />
      ))}
    </div>
  )
}

/** One place for an image: becomes the active one when it is touched, and takes a series that is dropped on it. */
function Pane({ pane, alone, onController }: PaneProps & { pane: number; alone: boolean }) {
  const { t } = useTranslation()
  const active = useViewer((state) => state.active === pane)
  const empty = usePane(pane, (state) => state.instance === null)
  const [over, setOver] = useState(false)
  return (
    <section
      className={css['imageArea']}
      aria-label={t('layout.pane', { pane: pane + 1 })}
      aria-current={active ? 'true' : undefined}
      data-testid={testIds.pane}
      data-pane={pane}
      data-active={active}
      onPointerDownCapture={() => activatePane(pane)}
      onFocusCapture={() => activatePane(pane)}
      onDragOver={(event) => {
        if (draggedSeries(event) === null) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false)
        draggedSeries(event)?.(pane)
      }}
    >
      {empty ? (
        <button type="button" className={css['emptyPane']}>
          <IconPhotoPlus size={30} stroke={1.3} />
          {t('layout.empty')}
        </button>
      ) : (
        <ImageArea pane={pane} onController={onController} />
      )}
      {!alone && <div className={css['paneFrame']} data-active={active} />}
      {over && <div className={css['paneFrame']} data-over />}
    </section>
  )
}
