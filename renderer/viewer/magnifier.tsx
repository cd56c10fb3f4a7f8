import { useEffect, useRef } from 'react'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { Lens } from '../viewport/lens'
import type { ViewerController } from './viewer-controller'
import css from './viewer-page.module.css'

/** A lens that follows the pointer, with the mask in it. */
export function Magnifier({ controller }: { controller: ViewerController }) {
  const shown = useViewer((state) => state.magnifier)
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (!shown) return
    const lens = new Lens(canvas.current!, controller.viewport, (context, matrix) => controller.drawMaskOn(context, matrix))
    const stop = controller.onRendered(() => lens.draw())
    return () => {
      stop()
      lens.dispose()
    }
  }, [shown, controller])
  return shown ? <canvas ref={canvas} className={css['lens']} data-testid={testIds.magnifier} /> : null
}
