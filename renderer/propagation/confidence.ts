import type { Preview } from './propagation-store'

/** Below these a proposal needs a look, or is hardly worth one. */
const good = 0.8
const fair = 0.65

/** The colour of a confidence, the same on the frame bar and beside the image. */
export function confidenceColour(confidence: number): string {
  return confidence >= good ? 'var(--mantine-color-teal-5)' : confidence >= fair ? 'var(--mantine-color-yellow-5)' : 'var(--mantine-color-red-5)'
}

/** A hard-edged CSS gradient with one stripe per frame that has a proposal. */
export function confidenceStripes(frames: number, previews: ReadonlyMap<number, Preview>): string {
  const percent = (frame: number): string => `${((frame / frames) * 100).toFixed(3)}%`
  const stops = Array.from({ length: frames }, (_, frame) => {
    const preview = previews.get(frame)
    return `${preview === undefined ? 'transparent' : confidenceColour(preview.confidence)} ${percent(frame)} ${percent(frame + 1)}`
  })
  return `linear-gradient(to right, ${stops.join(', ')})`
}
