import type { Shift } from './subtract'

/** View-only filters of a pane, in the order in which they are applied. Neither masks nor stored images know of them. */
export interface FilterSettings {
  /** The frame of the same run that is subtracted, moved by some pixels. */
  readonly subtraction: (Shift & { readonly frame: number }) | null
  readonly equalise: boolean
  readonly sharpen: boolean
}

export const noFilters: FilterSettings = { subtraction: null, equalise: false, sharpen: false }

export function isFiltering({ subtraction, equalise, sharpen }: FilterSettings): boolean {
  return subtraction !== null || equalise || sharpen
}

/** Text that is the same for the same picture. */
export function nameOfFilters({ subtraction, equalise, sharpen }: FilterSettings): string {
  const parts = subtraction === null ? [] : [`subtract ${subtraction.frame} ${subtraction.x} ${subtraction.y}`]
  if (equalise) parts.push('equalise')
  if (sharpen) parts.push('sharpen')
  return parts.join(', ')
}
