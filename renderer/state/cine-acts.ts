import { useViewer } from './viewer-store'

/** How much faster than it was taken a run can be played. */
export const cineSpeeds = [0.25, 0.5, 1, 2, 4] as const

/** `¼`, `½`, `1`, … */
export function speedName(speed: number): string {
  return speed === 0.25 ? '¼' : speed === 0.5 ? '½' : String(speed)
}

export function setCineSpeed(cineSpeed: number): void {
  useViewer.setState({ cineSpeed })
}

export function stepCineSpeed(by: 1 | -1): void {
  const at = cineSpeeds.findIndex((each) => each === useViewer.getState().cineSpeed)
  setCineSpeed(cineSpeeds[Math.min(cineSpeeds.length - 1, Math.max(0, at + by))]!)
}

/** The loop of the active pane begins at the shown frame; an end before it is moved to the last frame. */
export function setLoopStart(): void {
  const { frame, loop, instance } = useViewer.getState()
  const last = (instance?.frames ?? 1) - 1
  useViewer.setState({ loop: { from: frame, to: loop !== null && loop.to > frame ? loop.to : last } })
}

/** The loop of the active pane ends at the shown frame; a start after it is moved to the first frame. */
export function setLoopEnd(): void {
  const { frame, loop } = useViewer.getState()
  useViewer.setState({ loop: { from: loop !== null && loop.from < frame ? loop.from : 0, to: frame } })
}

export function clearLoop(): void {
  useViewer.setState({ loop: null })
}
