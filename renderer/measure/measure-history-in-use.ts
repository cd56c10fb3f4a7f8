import { useViewer } from '../state/viewer-store'
import { measureToolIds } from '../tools/tool-ids'
import { measureActs } from './measure-acts'
import type { MeasureHistory } from './measure-history'
import { useMeasurements } from './measurement-store'

/**
 * What undo and redo work on while a measuring tool is chosen and something of the shown image has been measured on this page; null
 * while they work on the mask. At the end of the measurements nothing more is undone: a held key does not go on with the mask.
 */
export function measureHistoryInUse(): MeasureHistory | null {
  const { tool, instance } = useViewer.getState()
  if (instance === null || !measureToolIds.some((id) => id === tool)) return null
  const history = measureActs().historyOf(instance.id)
  return history.undoable + history.redoable > 0 ? history : null
}

/** The same for what shows it. */
export function useMeasureHistoryInUse(): MeasureHistory | null {
  useViewer((state) => state.tool)
  useViewer((state) => state.instance?.id)
  useMeasurements((state) => state.acts)
  return measureHistoryInUse()
}
