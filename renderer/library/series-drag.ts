import type { DragEvent } from 'react'

const type = 'application/x-lightvessel-series'

/** Data of a drag cannot be read before the drop, so what is dragged is kept here. */
let dragged: ((pane: number) => void) | null = null

/** Begins to drag a series out of the browser; `open` is called with the pane it is dropped on. */
export function dragSeries(event: DragEvent, open: (pane: number) => void): void {
  event.dataTransfer.setData(type, 'series')
  event.dataTransfer.effectAllowed = 'copy'
  dragged = open
}

/** Opens the series that is being dragged in a pane; null when something else is dragged. */
export function draggedSeries(event: DragEvent): ((pane: number) => void) | null {
  return event.dataTransfer.types.includes(type) ? dragged : null
}
