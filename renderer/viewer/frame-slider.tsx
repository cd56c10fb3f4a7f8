import { useCallback, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useFrameWriter } from '../state/shown-frame'
import { goToFrame, useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import css from './viewer-page.module.css'

/** Where the active pane is in a run of `frames`; it follows a cine without React. */
export function FrameSlider({ frames }: { frames: number }) {
  const { t } = useTranslation()
  const active = useViewer((state) => state.active)
  const input = useRef<HTMLInputElement>(null)
  const write = useCallback(
    (frame: number) => {
      input.current!.value = String(frame + 1)
      input.current!.style.setProperty('--passed', String(frame / Math.max(1, frames - 1)))
    },
    [frames],
  )
  useFrameWriter(active, write)
  return (
    <input
      ref={input}
      type="range"
      className={css['slider']}
      min={1}
      max={Math.max(2, frames)}
      defaultValue={1}
      disabled={frames === 1}
      aria-label={t('view.frame')}
      onChange={(event) => {
        useViewer.setState({ playing: false })
        goToFrame(Number(event.currentTarget.value) - 1)
      }}
      data-testid={testIds.frameSlider}
    />
  )
}
