import type { ReviewStatus } from '../../electron/ipc/contract/index'

/** The colour of each review status, the same everywhere on the page. */
export function statusColour(status: ReviewStatus): string {
  return `var(--lv-${status})`
}

/** A hard-edged CSS gradient with one stripe per frame: cheap for any number of frames. */
export function statusStripes(frames: number, byFrame: ReadonlyMap<number, ReviewStatus>): string {
  const stops: string[] = []
  for (let start = 0; start < frames; ) {
    const status = byFrame.get(start) ?? 'unannotated'
    let end = start + 1
    while (end < frames && (byFrame.get(end) ?? 'unannotated') === status) end++
    stops.push(`${statusColour(status)} ${percent(start, frames)} ${percent(end, frames)}`)
    start = end
  }
  return `linear-gradient(to right, ${stops.join(', ')})`
}

export function percent(part: number, whole: number): string {
  return `${((part / whole) * 100).toFixed(3)}%`
}
