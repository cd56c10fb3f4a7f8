import type { FilterSettings } from '../filters/filter-settings'
import { changePane, useViewer } from './viewer-store'

/** Filters of the active pane. */
export function changeFilters(change: Partial<FilterSettings>): void {
  const { active, filters } = useViewer.getState()
  changePane(active, { filters: { ...filters, ...change } })
}

/** Subtracts the shown frame from all others of the run. */
export function subtractShownFrame(): void {
  const { frame } = useViewer.getState()
  changeFilters({ subtraction: { frame, x: 0, y: 0 } })
}

export function toggleSubtraction(): void {
  if (useViewer.getState().filters.subtraction === null) subtractShownFrame()
  else changeFilters({ subtraction: null })
}

/** Moves the subtracted frame by pixels; false when none is subtracted. */
export function shiftSubtraction(x: number, y: number): void | false {
  const { subtraction } = useViewer.getState().filters
  if (subtraction === null) return false
  changeFilters({ subtraction: { ...subtraction, x: subtraction.x + x, y: subtraction.y + y } })
}
