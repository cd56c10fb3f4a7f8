import { useCallback, useRef } from 'react'
import { useFrameWriter } from '../state/shown-frame'

/** A text that follows the frame of a pane; rendering it with React would cost a cine some of its frames. `text` is a stable function. */
export function FrameText({ pane, text }: { pane: number; text: (frame: number) => string }) {
  const element = useRef<HTMLSpanElement>(null)
  const write = useCallback((frame: number) => void (element.current!.textContent = text(frame)), [text])
  useFrameWriter(pane, write)
  return <span ref={element} />
}
