import { Loader, Progress, Switch, Text } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Worklist, WorklistItem } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { patientName } from '../library/patient-name'
import { sameFrame } from '../state/same-frame'
import { useFrame } from '../state/shown-frame'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { UncertaintyMark } from '../review/uncertainty-mark'
import css from './worklist.module.css'
import { setUnassigned, useWorklist } from './worklist-store'

/** The person's open work: what came back first, then what the student was least sure of. */
export function WorklistPanel() {
  const { t } = useTranslation()
  const { list, error, unassigned } = useWorklist()
  return (
    <>
      <div className={css['head']}>
        {list && <Counts counts={list.counts} />}
        <Switch size="xs" label={t('worklist.unassigned')} checked={unassigned} onChange={(event) => setUnassigned(event.currentTarget.checked)} data-testid={testIds.worklistUnassigned} />
      </div>
      {error !== null && (
        <Text size="sm" c="red.4" p="sm" role="alert">
          {error}
        </Text>
      )}
      {list === null && error === null && <Loader size="sm" color="gray" m="auto" aria-label={t('worklist.loading')} />}
      {list?.items.length === 0 && (
        <Text size="sm" c="dimmed" p="md" ta="center" data-testid={testIds.worklistEmpty}>
          {t('worklist.empty')}
        </Text>
      )}
      {list !== null && list.items.length > 0 && <Items items={list.items} />}
    </>
  )
}

function Counts({ counts }: { counts: Worklist['counts'] }) {
  const { t } = useTranslation()
  const open = counts.returned + counts.annotate + counts.review
  const all = open + counts.waiting + counts.approved
  return (
    <div data-testid={testIds.worklistCounts} data-open={open} data-approved={counts.approved}>
      <div className={css['counts']}>
        {(['returned', 'annotate', 'review', 'waiting', 'approved'] as const)
          .filter((name) => counts[name] > 0)
          .map((name) => (
            <span key={name} data-name={name}>
              {t(`worklist.count.${name}`, { count: counts[name] })}
            </span>
          ))}
      </div>
      {all > 0 && <Progress mt={6} size="xs" color="green" value={((counts.approved + counts.waiting) / all) * 100} aria-label={t('worklist.progress', { done: counts.approved + counts.waiting, all })} />}
    </div>
  )
}

function Items({ items }: { items: readonly WorklistItem[] }) {
  const { t } = useTranslation()
  const instanceId = useViewer((state) => state.instance?.id)
  const frame = useFrame()
  const list = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- its functions change without notice; the page is not memoised by a compiler
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => list.current,
    estimateSize: (index) => (items[index]!.comment === '' ? 50 : 84),
    getItemKey: (index) => `${items[index]!.instanceId}/${items[index]!.frame}`,
    overscan: 8,
  })
  const shown = items.findIndex((item) => instanceId !== undefined && sameFrame(item, { instanceId, frame }))
  useEffect(() => {
    if (shown >= 0) virtual.scrollToIndex(shown, { align: 'auto' })
  }, [shown, virtual])
  return (
    <div ref={list} className={css['list']} role="list" aria-label={t('worklist.label')}>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, key, start, size }) => (
          <div key={key} role="listitem" className={css['row']} style={{ transform: `translateY(${start}px)`, height: size }}>
            <Item item={items[index]!} open={index === shown} />
          </div>
        ))}
      </div>
    </div>
  )
}

function Item({ item, open }: { item: WorklistItem; open: boolean }) {
  const { t } = useTranslation()
  const { actions } = useServices()
  return (
    <button
      type="button"
      className={css['item']}
      data-open={open}
      aria-current={open ? 'true' : undefined}
      onClick={() => void actions.walk.open(item)}
      data-testid={testIds.worklistItem}
      data-instance={item.instanceId}
      data-frame={item.frame}
      data-status={item.status}
      data-duty={item.duty}
    >
      <span className={css['title']}>
        <i className={css['dot']} style={{ background: `var(--lv-${item.status})` }} />
        <span className={css['text']}>{item.seriesDescription || item.sourceName}</span>
        <span className={css['frame']}>{t('worklist.frame', { frame: item.frame + 1 })}</span>
      </span>
      <span className={css['more']}>
        <span className={css['text']}>{[t(item.duty === 'review' ? 'worklist.toReview' : `reviewStatus.${item.status}`), item.duty === 'review' ? item.by : patientName(item.patientName, '')].filter((text) => text !== '').join(' · ')}</span>
        {item.uncertainty !== null && (
          <UncertaintyMark uncertainty={item.uncertainty} />
        )}
      </span>
      {item.comment !== '' && <span className={css['comment']}>{item.comment}</span>}
    </button>
  )
}
