import type { LabelImage } from '../capsule'
import type { Rectangle } from '../rectangle'
import { componentAt, componentsOf, spansOf } from './components'
import { boundsOf, gapsBetween, labelSpans } from './spans'
import type { Spans } from './spans'

export interface Islands {
  /** Their pixels. */
  readonly spans: Spans
  /** Around each of them. */
  readonly boxes: readonly Rectangle[]
}

/** The connected pieces of a label that have fewer than `least` pixels. */
export function smallIslands(image: LabelImage, label: number, least: number): Islands {
  const spans = labelSpans(image, label)
  const components = componentsOf(spans, 8)
  return { spans: spansOf(spans, components, ({ pixels }) => pixels < least), boxes: components.list.filter(({ pixels }) => pixels < least).map(({ box }) => box) }
}

/** The connected piece of its label that a pixel belongs to. */
export function islandAt(image: LabelImage, x: number, y: number): Spans {
  const spans = labelSpans(image, image.labels[y * image.columns + x]!)
  const components = componentsOf(spans, 8)
  const chosen = componentAt(spans, components, x, y)
  return spansOf(spans, components, (_, place) => place === chosen)
}

/** Areas that the label encloses completely, whatever is in them. */
export function holesOf(image: LabelImage, label: number): Islands {
  const own = labelSpans(image, label)
  const bounds = boundsOf(own)
  if (bounds === null) return { spans: [], boxes: [] }
  const gaps = gapsBetween(own, bounds)
  const components = componentsOf(gaps, 4)
  const isClosed = ({ box }: { box: Rectangle }): boolean => isInside(box, bounds)
  return { spans: spansOf(gaps, components, isClosed), boxes: components.list.filter(isClosed).map(({ box }) => box) }
}

/** Touches no edge of the bounds: what does goes on outside. */
function isInside(box: Rectangle, bounds: Rectangle): boolean {
  return box.x > bounds.x && box.y > bounds.y && box.x + box.width < bounds.x + bounds.width && box.y + box.height < bounds.y + bounds.height
}
