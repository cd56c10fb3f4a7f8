import type { MouseEvent } from 'react'

/** Who opens by mouse looks at the image next: its keys work at once. Who opens by keyboard stays in the list. */
export function leaveToImage({ detail, currentTarget }: MouseEvent<HTMLElement>): void {
  // A press of Enter is a click without a count.
  if (detail > 0) currentTarget.blur()
}
