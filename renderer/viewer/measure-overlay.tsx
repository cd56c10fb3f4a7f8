import { useEffect, useRef } from 'react'
import { measureActs } from '../measure/measure-acts'
import { MeasureLayer } from '../measure/measure-layer'
import { useMeasurements } from '../measure/measurement-store'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { paneOf, usePane, useViewer } from '../state/viewer-store'
import type { ViewerController } from './viewer-controller'
import css from './viewer-page.module.css'

/** The measurements of the shown frame, over image and mask. */
export function MeasureOverlay({ pane, controller }: { pane: number; controller: ViewerController }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const instanceId = usePane(pane, (state) => state.instance?.id ?? null)
  useEffect(() => {
    if (instanceId !== null) measureActs().load([instanceId]).catch((error: unknown) => notify('error', messageOf(error)))
  }, [instanceId])
  useEffect(() => {
    const layer = new MeasureLayer(canvas.current!, controller.view, () => paneOf(useViewer.getState(), pane).instance)
    const draw = (): void => layer.draw()
    draw()
    const detach = [controller.onRendered(draw), useMeasurements.subscribe(draw)]
    return () => {
      for (const stop of detach) stop()
    }
  }, [pane, controller])
  return <canvas ref={canvas} className={css['mask']} />
}
