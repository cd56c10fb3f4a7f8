import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ComparedCase, Instance, MaskSource, Model } from '../../electron/ipc/contract/index'
import { compare } from '../comparison/comparison-store'
import { borderDistance } from '../comparison/figure-text'
import { nameOfModel } from '../comparison/source-names'
import { useServices } from '../connection/services'
import type { Scale } from '../measure/length'
import { basisText, shortLengthText } from '../measure/length-text'
import { figure } from '../runs/format'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { testIds } from '../test-ids'
import css from './cases.module.css'
import { FrameThumbnail } from './frame-thumbnail'

/** One approved frame: the person's mask, then each model against it. A click opens it compared. */
export function CaseRow({ one, image, rank, models, scale }: { one: ComparedCase; image: Instance; rank: number; models: readonly Model[]; scale: Scale }) {
  const { t } = useTranslation()
  const { opener } = useServices()
  const human: MaskSource = { kind: 'version', number: one.version }
  const distances = one.models.map(({ figures }) => borderDistance(figures.hausdorff95, scale))
  const basis = distances.flatMap((length) => (length === null ? [] : (basisText(length) ?? []))).at(0)
  const best = Math.max(...one.models.map(({ figures }) => figures.dice))
  const open = async (b: MaskSource): Promise<void> => {
    try {
      if (await opener.open(one)) compare(human, b)
    } catch (error) {
      notify('error', messageOf(error))
    }
  }
  return (
    <article className={css['case']} data-testid={testIds.caseRow} data-instance={one.instanceId} data-frame={one.frame}>
      <div className={css['caseFacts']}>
        <span className={css['rank']}>{rank}</span>
        <Text size="sm" fw={550} truncate>
          {one.patientId === '' ? one.sourceName : one.patientId}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {one.patientId === '' ? '' : one.sourceName}
        </Text>
        <Text size="xs" c="dimmed">
          {t('cases.frame', { frame: one.frame + 1 })}
        </Text>
        <Text size="xs" c="dimmed">
          {t('cases.approvedBy', { name: one.approvedBy, version: one.version })}
        </Text>
        {basis !== undefined && (
          <Text size="xs" c="dimmed">
            {t('cases.distances', { basis })}
          </Text>
        )}
      </div>
      <button type="button" className={css['panel']} onClick={() => void open({ kind: 'current' })}>
        <FrameThumbnail image={image} frame={one.frame} a={human} b={human} label={t('cases.human')} />
        <span className={css['panelName']}>
          <span>{t('cases.human')}</span>
        </span>
        <span className={css['panelMore']}>{one.approvedBy}</span>
      </button>
      {one.models.map(({ modelId, figures }, at) => {
        const distance = distances[at] ?? null
        const model = models.find(({ id }) => id === modelId)
        return (
          <button key={modelId} type="button" className={css['panel']} onClick={() => void open({ kind: 'model', modelId })} data-testid={testIds.casePanel} data-model={modelId} data-dice={figures.dice}>
            <FrameThumbnail image={image} frame={one.frame} a={human} b={{ kind: 'model', modelId }} label={model === undefined ? modelId : nameOfModel(model)} />
            <span className={css['panelName']}>
              <span>{model === undefined ? modelId : nameOfModel(model)}</span>
            </span>
            <span className={css['panelMore']}>
              <strong data-best={figures.dice === best && one.models.length > 1}>{figure(figures.dice)}</strong>
              clDice {figure(figures.clDice)} · {distance === null ? '–' : shortLengthText(distance)}
            </span>
          </button>
        )
      })}
    </article>
  )
}
