import { t } from 'i18next'
import { useEffect, useRef } from 'react'
import { useLabels } from '../labels/label-store'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { probedText } from '../viewport/probe'
import type { ViewerController } from './viewer-controller'
import css from './viewer-page.module.css'

/** Place, stored value and label under the pointer. Written without React: it changes with every move. */
export function PixelProbe({ controller }: { controller: ViewerController }) {
  const shown = useViewer((state) => state.probe)
  const text = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!shown) return
    const { element } = controller.viewport
    let place: { x: number; y: number } | null = null
    const write = (): void => {
      const image = controller.view.image()
      const values = place === null || image === null || controller.view.matrix() === null ? null : probedText(image, controller.view.toImage(place.x, place.y))
      if (text.current === null) return
      text.current.style.display = values === null ? 'none' : 'block'
      if (values === null) return
      const mask = controller.view.mask()
      const label = mask?.labels[values.y * mask.columns + values.x] ?? 0
      const name = label === 0 ? null : (useLabels.getState().book?.labels.find(({ id }) => id === label)?.name ?? String(label))
      const parts = [t('measure.probeAt', { x: values.x, y: values.y, value: values.stored })]
      if (values.rescaled !== null) parts.push(t('measure.probeRescaled', { value: values.rescaled }))
      if (name !== null) parts.push(name)
      text.current.textContent = parts.join('  ·  ')
    }
    const move = (event: PointerEvent): void => {
      place = { x: event.clientX, y: event.clientY }
      write()
    }
    const leave = (): void => {
      place = null
      write()
    }
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerleave', leave)
    const stop = controller.onRendered(write)
    return () => {
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerleave', leave)
      stop()
    }
  }, [shown, controller])
  return shown ? <div ref={text} className={css['probe']} style={{ display: 'none' }} data-testid={testIds.probe} /> : null
}
