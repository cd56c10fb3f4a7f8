/** Tools that look and leave the mask alone. */
export const viewTools = ['window', 'zoom', 'pan'] as const
export type ViewTool = (typeof viewTools)[number]

/** Tools that change the mask; each is one file beside this one and a line in `mask-tools.ts`. */
export const maskToolIds = ['brush', 'eraser', 'trace', 'smart-correct', 'threshold-brush', 'lasso', 'scissors', 'fill', 'islands'] as const
export type MaskToolId = (typeof maskToolIds)[number]

/** Tools that measure: see `renderer/measure/measure-tools.ts`. */
export const measureToolIds = ['length', 'angle', 'calibrate'] as const
export type MeasureToolId = (typeof measureToolIds)[number]
