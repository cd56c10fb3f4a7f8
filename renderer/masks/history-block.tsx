import { Button, Text, UnstyledButton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { memo, useCallback, useDeferredValue } from 'react'
import { useTranslation } from 'react-i18next'
import type { FrameKey } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { useMay } from '../people/people-store'
import { keepFocus } from '../shell/keep-focus'
import { useIsMoving } from '../state/motion'
import { useFrameKey } from '../state/shown-frame'
import { testIds } from '../test-ids'
import viewer from '../viewer/viewer-page.module.css'
import { ActRow } from './act-row'
import css from './history.module.css'
import { useMaskFacts } from './use-mask-facts'

const pageSize = 60

/** Every act on the shown frame's mask, by whomever; a click goes back or forward to it. */
export function HistoryBlock() {
  const { t } = useTranslation()
  const facts = useMaskFacts((known) => known && { revision: known.history.revision, empty: known.history.undoable + known.history.redoable === 0, approved: known.status === 'approved' })
  const key = useFrameKey()
  const allowed = useMay('annotate')
  if (facts === null || key === null) return null
  const { revision, empty, approved } = facts
  return (
    <div className={viewer['block']}>
      <h2 className={viewer['blockTitle']}>{t('history.title')}</h2>
      {empty && revision === 0 ? (
        <Text size="xs" c="dimmed">
          {t('history.empty')}
        </Text>
      ) : (
        <FrameActs key={`${key.instanceId}/${key.frame}`} {...key} revision={revision} locked={approved || !allowed} />
      )}
    </div>
  )
}

/** The list may come a moment after the word that a stroke is saved; never is it that of the frame before. */
function FrameActs({ revision, ...rest }: FrameKey & { revision: number; locked: boolean }) {
  return <ActList {...rest} revision={useDeferredValue(revision)} />
}

const ActList = memo(function ActList({ instanceId, frame, revision, locked }: FrameKey & { revision: number; locked: boolean }) {
  const { t } = useTranslation()
  const { clients, masks } = useServices()
  const moving = useIsMoving()
  const query = useInfiniteQuery({
    queryKey: ['history', instanceId, frame, revision],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) => clients.masks.history({ instanceId, frame, limit: pageSize, before: pageParam }),
    enabled: !moving,
    getNextPageParam: ({ acts, first }) => (acts.length === pageSize && acts.at(-1)!.sequence > first ? acts.at(-1)!.sequence : undefined),
    gcTime: 60_000,
    // The list stays while the one of the next revision is on its way.
    placeholderData: (before, last) => (last?.queryKey[1] === instanceId && last.queryKey[2] === frame ? before : undefined),
  })
  const goTo = useCallback(
    (sequence: number): void => {
      const mask = masks.peek({ instanceId, frame })
      if (mask !== undefined && mask.stroke === null) masks.goTo(mask, sequence)
    },
    [masks, instanceId, frame],
  )
  const [newest] = query.data?.pages ?? []
  if (query.isError) {
    return (
      <Text size="xs" c="red.4" role="alert">
        {t('history.failed', { reason: query.error.message })}
      </Text>
    )
  }
  if (newest === undefined) return null
  const { applied, first } = newest
  const acts = query.data!.pages.flatMap((page) => page.acts)
  return (
    <div className={css['list']}>
      <div role="listbox" aria-label={t('history.title')} data-testid={testIds.historyList}>
        {acts.map((act) => (
          <ActRow key={act.sequence} act={act} current={act.sequence === applied} undone={act.sequence > applied} disabled={locked} goTo={goTo} />
        ))}
        {!query.hasNextPage && (
          <UnstyledButton className={css['act']} role="option" aria-selected={applied === first - 1} disabled={locked} onMouseDown={keepFocus} onClick={() => goTo(first - 1)} data-current={applied === first - 1} data-testid={testIds.historyAct} data-sequence={first - 1}>
            <span className={css['name']}>{first > 1 ? t('history.folded', { count: first - 1 }) : t('history.beginning')}</span>
          </UnstyledButton>
        )}
      </div>
      {query.hasNextPage && (
        <Button variant="subtle" color="gray" size="compact-xs" flex="none" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('history.older')}
        </Button>
      )}
    </div>
  )
})
