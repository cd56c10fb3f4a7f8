import { measureTools } from '../measure/measure-tools'
import { maskTools } from './mask-tools'
import type { MaskToolId, MeasureToolId } from './tool-ids'
import type { ViewerTool } from './viewer-tool'

/** The tool that takes the left button, by its id; null for those that only look. */
export function viewerTool(id: string): ViewerTool<MaskToolId | MeasureToolId> | null {
  return maskTools.find((tool) => tool.id === id) ?? measureTools.find((tool) => tool.id === id) ?? null
}
