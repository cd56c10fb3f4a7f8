import { ReadingError } from '../unreadable-file-error'
import type { DataSet } from './data-set'
import { listFragments, type Fragment, type Fragments } from './fragments'
import { groupFragments } from './group-fragments'
import { storedFrameBytes, type PixelDescription } from './pixel-description'
import { tags } from './tags'
import { undefinedLength } from './walk-data-set'

/** Where each frame lies in the file. */
export type PixelLayout =
  | { readonly kind: 'native'; readonly frames: number; readonly offset: number; readonly frameBytes: number }
  | { readonly kind: 'encapsulated'; readonly frames: number; readonly fragments: readonly (readonly Fragment[])[] }

/** Finds the frames of a data set with pixel data that are really there; a difference from the declared number is a warning, no frame at all an error. */
export function locateFrames(dataSet: DataSet, pixels: PixelDescription, warnings: string[]): PixelLayout {
  const element = dataSet.elements.get(tags.PixelData)!
  const layout = element.length === undefinedLength ? encapsulatedLayout(dataSet, pixels, element.offset, warnings) : nativeLayout(dataSet, pixels, warnings)
  if (layout.frames < pixels.frames) warnings.push(`The header states ${pixels.frames} frames, but only ${layout.frames} are complete in the file.`)
  if (layout.frames > pixels.frames) warnings.push(`The header states ${pixels.frames} frames, but the file holds ${layout.frames}.`)
  return layout
}

function nativeLayout(dataSet: DataSet, pixels: PixelDescription, warnings: string[]): PixelLayout {
  const { offset, length } = dataSet.elements.get(tags.PixelData)!
  const present = Math.min(length, dataSet.source.size - offset)
  const frameBytes = storedFrameBytes(pixels)
  const complete = Math.floor(present / frameBytes)
  if (complete === 0) throw new ReadingError('truncated', `its pixel data have ${present} bytes, but one frame takes ${frameBytes}`)
  // More bytes than frames is padding or an unknown trailer: nothing says that they are images.
  if (complete > pixels.frames) warnings.push('The pixel data are longer than the frames that the header states.')
  return { kind: 'native', frames: Math.min(complete, pixels.frames), offset, frameBytes }
}

function encapsulatedLayout(dataSet: DataSet, pixels: PixelDescription, offset: number, warnings: string[]): PixelLayout {
  const found = listFragments(dataSet.source, offset)
  const cut = found.end !== 'delimiter'
  if (cut) warnings.push('The pixel data end before their closing delimiter.')
  const fragments = groupFragments(found, pixels.frames)
  if (lacksFragments(fragments, found.end, pixels.frames)) fragments.pop()
  if (fragments.length === 0) throw new ReadingError(cut ? 'truncated' : 'no-pixel-data', cut ? 'it ends inside its first frame' : 'its pixel data are empty')
  return { kind: 'encapsulated', frames: fragments.length, fragments }
}

/** Whether the last frame of a cut-off file has lost fragments: only possible where frames are made of several. */
function lacksFragments(fragments: Fragment[][], end: Fragments['end'], declaredFrames: number): boolean {
  const last = fragments.at(-1)
  if (!last || fragments.every((parts) => parts.length === 1)) return end === 'inside a fragment' && fragments.length === 1 && declaredFrames === 1
  return end === 'inside a fragment' || (end === 'between fragments' && fragments.length < declaredFrames && last.length < fragments[0]!.length)
}

/** The bytes of one frame as stored: raw samples, or one whole codestream. */
export function readStoredFrame(dataSet: DataSet, layout: PixelLayout, frame: number): Uint8Array {
  if (layout.kind === 'native') return dataSet.source.copy(layout.offset + frame * layout.frameBytes, layout.frameBytes)
  const parts = layout.fragments[frame]!
  if (parts.length === 1) return dataSet.source.copy(parts[0]!.offset, parts[0]!.length)
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let position = 0
  for (const part of parts) {
    whole.set(dataSet.source.read(part.offset, part.length), position)
    position += part.length
  }
  return whole
}
