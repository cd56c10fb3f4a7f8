import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { Instance } from '../../electron/ipc/contract/index'
import { useSeries } from '../connection/queries'
import { angulation } from '../../electron/ipc/angulation'
import { patientName, studyDate } from '../library/patient-name'
import { usePane, useViewer } from '../state/viewer-store'
import { FrameText } from './frame-text'
import css from './viewer-page.module.css'

/** Who and what a pane shows, in the corners of its image. */
export function OverlayText({ pane }: { pane: number }) {
  const shown = useViewer((state) => state.overlayText)
  const instance = usePane(pane, (state) => state.instance)
  if (!shown || instance === null) return null
  return <Facts pane={pane} instance={instance} />
}

function Facts({ pane, instance }: { pane: number; instance: Instance }) {
  const { t } = useTranslation()
  const { study, series } = useSeries(instance.seriesId).data ?? {}
  return (
    <>
      <div className={css['corner']} data-corner="top-left">
        <div>{study && patientName(study.patientName, '')}</div>
        <div className={css['soft']}>{study?.patientId}</div>
        <div className={css['soft']}>{study && studyDate(study.studyDate)}</div>
      </div>
      <div className={css['corner']} data-corner="top-right">
        <div>{angulation(instance.primaryAngle, instance.secondaryAngle)}</div>
        <div className={css['soft']}>{series?.description}</div>
        <div className={css['soft']}>{`${instance.columns} × ${instance.rows} · ${instance.bitsStored} bit`}</div>
        {instance.frames > 1 && instance.frameTimeMs !== null && <div className={css['soft']}>{t('view.frameTime', { time: instance.frameTimeMs.toFixed(1), rate: (1000 / instance.frameTimeMs).toFixed(1) })}</div>}
        {instance.warnings.length > 0 && <div title={instance.warnings.join('\n')}>{t('view.warnings', { count: instance.warnings.length })}</div>}
      </div>
      <Live pane={pane} instance={instance} />
    </>
  )
}

/** What changes while one looks around. */
function Live({ pane, instance: { frames, frameTimeMs, frameTimesMs } }: { pane: number; instance: Instance }) {
  const { t } = useTranslation()
  const view = usePane(pane, (state) => state.view)
  const number = useCallback((frame: number) => t('view.frameOf', { frame: frame + 1, frames }), [t, frames])
  const time = useCallback((frame: number) => t('view.time', { seconds: ((frameTimesMs?.[frame] ?? frame * (frameTimeMs ?? 0)) / 1000).toFixed(2) }), [t, frameTimeMs, frameTimesMs])
  if (view === null) return null
  const digits = view.windowWidth < 10 ? 1 : 0
  return (
    <>
      <div className={css['corner']} data-corner="bottom-left">
        <div>
          <FrameText pane={pane} text={number} />
        </div>
        {frames > 1 && frameTimeMs !== null && (
          <div className={css['soft']}>
            <FrameText pane={pane} text={time} />
          </div>
        )}
      </div>
      <div className={css['corner']} data-corner="bottom-right">
        <div>{t('view.window', { center: view.windowCenter.toFixed(digits), width: view.windowWidth.toFixed(digits) })}</div>
        <div className={css['soft']}>
          {view.invert && `${t('view.inverted')} · `}
          {view.rotation !== 0 && `${view.rotation}° · `}
          {(view.mirrored || view.upsideDown) && `${t('view.mirrored')} · `}
          {Math.round(view.zoom * 100)} %
        </div>
      </div>
    </>
  )
}
