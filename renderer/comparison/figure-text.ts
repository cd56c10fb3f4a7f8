/** A distance in pixels of the image: never millimetres, unless somebody has calibrated it. */
export function pixelDistance(value: number | null): string {
  return value === null ? '–' : `${value.toFixed(1)} px`
}
