import { ActionIcon, TextInput, Tooltip } from '@mantine/core'
import { IconFileUpload, IconFolderOpen, IconSearch } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStudies } from '../connection/queries'
import { useServices } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { openInstance, useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { browserRows } from './browser-rows'
import type { BrowserRow } from './browser-rows'
import { patientName, studyDate } from './patient-name'
import { SeriesItem } from './series-item'
import css from './study-browser.module.css'
import { useFirstView } from './use-first-view'

const heights: Record<BrowserRow['kind'], number> = { patient: 34, study: 22, series: 82, instance: 30 }

/** Everything in the library, found by scrolling or searching. Only the visible rows exist. */
export function StudyBrowser() {
  const { t } = useTranslation()
  const { actions } = useServices()
  const studies = useStudies()
  useFirstView(studies.data)
  const [search, setSearch] = useState('')
  const open = useViewer((state) => state.instance)
  const rows = useMemo(() => browserRows(studies.data ?? [], search, open?.seriesId ?? null), [studies.data, search, open?.seriesId])
  const list = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- its functions change without notice; the page is not memoised by a compiler
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current,
    estimateSize: (index) => heights[rows[index]!.kind],
    getItemKey: (index) => rows[index]!.key,
    overscan: 6,
  })
  // The open image is brought into sight, also when keys or an import opened it.
  const openRow = rows.findIndex((row) => (row.kind === 'instance' && row.instance.id === open?.id) || (row.kind === 'series' && row.series.id === open?.seriesId && row.series.instances.length < 2))
  useEffect(() => {
    if (openRow >= 0) virtual.scrollToIndex(openRow, { align: 'auto' })
  }, [openRow, virtual])
  return (
    <aside className={css['browser']} aria-label={t('browser.label')}>
      <div className={css['search']}>
        <TextInput
          flex={1}
          size="xs"
          placeholder={t('browser.search')}
          aria-label={t('browser.search')}
          leftSection={<IconSearch size={14} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          data-testid={testIds.search}
        />
        <Tooltip label={t('menu.openFiles')}>
          <ActionIcon variant="default" size={30} aria-label={t('menu.openFiles')} onClick={() => void actions.open('files')}>
            <IconFileUpload size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('menu.openFolder')}>
          <ActionIcon variant="default" size={30} aria-label={t('menu.openFolder')} onClick={() => void actions.open('folder')}>
            <IconFolderOpen size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      {studies.isError && (
        <div className={css['empty']} role="alert">
          {t('browser.failed', { reason: messageOf(studies.error) })}
        </div>
      )}
      {studies.isSuccess && rows.length === 0 && <div className={css['empty']}>{t(search === '' ? 'browser.empty' : 'browser.nothingFound')}</div>}
      <div ref={list} className={css['list']} tabIndex={-1}>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => (
            <div key={item.key} className={css['row']} style={{ transform: `translateY(${item.start}px)`, height: item.size }}>
              <Row row={rows[item.index]!} openSeries={open?.seriesId ?? null} openInstanceId={open?.id ?? null} />
            </div>
          ))}
        </div>
      </div>
    </aside>
  )
}

function Row({ row, openSeries, openInstanceId }: { row: BrowserRow; openSeries: number | null; openInstanceId: number | null }) {
  const { t } = useTranslation()
  if (row.kind === 'patient') {
    return (
      <div className={css['patient']}>
        {patientName(row.name, t('browser.noName'))}
        <span>{row.patientId}</span>
      </div>
    )
  }
  if (row.kind === 'study') {
    return <div className={css['study']}>{[studyDate(row.study.studyDate), row.study.description].filter((text) => text !== null && text !== '').join(' · ') || t('browser.noDate')}</div>
  }
  if (row.kind === 'series') return <SeriesItem series={row.series} open={row.series.id === openSeries} />
  const { instance } = row
  return (
    <button
      type="button"
      className={css['instance']}
      data-open={instance.id === openInstanceId}
      data-testid={testIds.instanceItem}
      data-instance={instance.id}
      aria-current={instance.id === openInstanceId ? 'true' : undefined}
      onClick={() => openInstance(instance, row.series.instances)}
    >
      <span className={css['dim']}>{instance.sourceName}</span>
      {instance.frames > 1 && <span className={css['dim']}>{t('browser.frames', { count: instance.frames })}</span>}
    </button>
  )
}
