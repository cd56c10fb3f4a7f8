import { create } from 'zustand'

/** What is said last to those who do not see the image; shown to nobody. */
export const useAnnouncement = create<{ text: string }>(() => ({ text: '' }))

/** A held key changes much; only where it comes to rest is said. */
const restMs = 250

let timer: ReturnType<typeof setTimeout> | undefined

/** Has assistive technology say something, at once. */
export function announce(text: string): void {
  clearTimeout(timer)
  useAnnouncement.setState({ text })
}

/** The same for what changes with every key: it is said when nothing else comes for a moment. */
export function announceAtRest(text: () => string): void {
  clearTimeout(timer)
  timer = setTimeout(() => announce(text()), restMs)
}
