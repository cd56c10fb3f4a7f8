/** For `onMouseDown`: a click leaves the focus on the image, where keys work. */
export function keepFocus(event: React.MouseEvent): void {
  event.preventDefault()
}
