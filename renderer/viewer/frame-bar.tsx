import { ActionIcon } from '@mantine/core'
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Instance } from '../../electron/ipc/contract/index'
import { useStatusesOf } from '../masks/frame-statuses'
import { confidenceStripes } from '../propagation/confidence'
import { usePropagation } from '../propagation/propagation-store'
import { CommandTooltip } from '../shortcuts/command-tooltip'
import { useViewer } from '../state/viewer-store'
import { UncertaintyLine } from '../review/uncertainty-line'
import { testIds } from '../test-ids'
import { assumedFrameTimeMs } from '../viewport/cine-clock'
import { CineMenu } from './cine-menu'
import { FrameSlider } from './frame-slider'
import { FrameText } from './frame-text'
import { percent, statusStripes } from './status-colours'
import css from './viewer-page.module.css'

/** The run as a line: its frames with their review status, where we are, and the cine. */
export function FrameBar({ instance }: { instance: Instance }) {
  const { t } = useTranslation()
  const active = useViewer((state) => state.active)
  const playing = useViewer((state) => state.playing)
  const byFrame = useStatusesOf(instance.id)
  const stripes = useMemo(() => statusStripes(instance.frames, byFrame), [instance.frames, byFrame])
  const previews = usePropagation((state) => (state.instanceId === instance.id ? state.previews : null))
  const siblings = useViewer((state) => state.siblings)
  const loop = useViewer((state) => state.loop)
  const single = instance.frames === 1
  const number = useCallback((frame: number) => `${frame + 1} / ${instance.frames}`, [instance.frames])
  const place = siblings.length > 1 ? t('view.imageOf', { image: siblings.findIndex((each) => each.id === instance.id) + 1, images: siblings.length }) : ''
  return (
    <div className={css['frames']}>
      <CommandTooltip command="play-pause" label={t(playing ? 'cine.pause' : 'cine.play')}>
        <ActionIcon
          size={36}
          radius="xl"
          variant="light"
          disabled={single}
          aria-label={t(playing ? 'cine.pause' : 'cine.play')}
          aria-pressed={playing}
          onClick={() => useViewer.setState({ playing: !playing })}
          data-testid={testIds.buttonCine}
        >
          {playing ? <IconPlayerPauseFilled size={18} /> : <IconPlayerPlayFilled size={18} />}
        </ActionIcon>
      </CommandTooltip>
      <div className={css['track']}>
        <UncertaintyLine instance={instance} />
        <div className={css['strip']} style={{ background: stripes }}>
          {loop !== null && <div className={css['loop']} style={{ left: percent(loop.from, instance.frames), right: percent(instance.frames - 1 - loop.to, instance.frames) }} title={t('cine.loopOf', { from: loop.from + 1, to: loop.to + 1 })} />}
        </div>
        {previews !== null && previews.size > 0 && <div className={css['proposals']} style={{ background: confidenceStripes(instance.frames, previews) }} data-testid={testIds.proposalStrip} />}
        <FrameSlider key={instance.id} frames={instance.frames} />
      </div>
      <div className={css['frameNumber']}>
        <FrameText pane={active} text={number} />
        <small data-testid={testIds.cineRate}>{single ? place : <Rate frameTimeMs={instance.frameTimeMs} />}</small>
      </div>
      {!single && <CineMenu />}
    </div>
  )
}

/** What the run asks for, or what is really shown while it plays. */
function Rate({ frameTimeMs }: { frameTimeMs: number | null }) {
  const { t } = useTranslation()
  const { framesPerSecond, dropped } = useViewer((state) => state.cine)
  const speed = useViewer((state) => state.cineSpeed)
  if (framesPerSecond !== null) return t('cine.running', { rate: framesPerSecond.toFixed(1), dropped })
  const nominal = (1000 / (frameTimeMs ?? assumedFrameTimeMs)) * speed
  return t(frameTimeMs === null ? 'cine.assumed' : 'cine.nominal', { rate: nominal.toFixed(1) })
}
