import { brush } from './brush'
import { eraser } from './eraser'
import { fill } from './fill'
import { islands } from './islands'
import { lasso } from './lasso'
import { scissors } from './scissors'
import { smartCorrect } from './smart-correct'
import { thresholdBrush } from './threshold-brush'
import { vesselTrace } from './vessel-trace'
import type { ViewerTool } from './viewer-tool'

/** Every tool that changes the mask, in the order of the palette. */
export const maskTools: readonly ViewerTool[] = [brush, eraser, vesselTrace, smartCorrect, thresholdBrush, lasso, scissors, fill, islands]

export function maskTool(id: string): ViewerTool | null {
  return maskTools.find((tool) => tool.id === id) ?? null
}
