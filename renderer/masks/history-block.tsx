import { Button, Text, UnstyledButton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { FrameKey, HistoryAct } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { useMay } from '../people/people-store'
import { useIsMoving } from '../state/motion'
import { shownKey } from '../state/viewer-store'
import { testIds } from '../test-ids'
import viewer from '../viewer/viewer-page.module.css'
import css from './history.module.css'
import { useMaskFacts } from './use-mask-facts'

const pageSize = 60

/** Every act on the shown frame's mask, by whomever; a click goes back or forward to it. */
export function HistoryBlock() {
  const { t } = useTranslation()
  const facts = useMaskFacts()
  const key = shownKey()
  const allowed = useMay('annotate')
  if (facts === null || key === null) return null
  const { undoable, redoable, revision } = facts.history
  return (
    <div className={viewer['block']}>
      <h2 className={viewer['blockTitle']}>{t('history.title')}</h2>
      {undoable + redoable === 0 && revision === 0 ? (
        <Text size="xs" c="dimmed">
          {t('history.empty')}
        </Text>
      ) : (
        <ActList frame={key} revision={revision} locked={facts.status === 'approved' || !allowed} />
      )}
    </div>
  )
}

function ActList({ frame, revision, locked }: { frame: FrameKey; revision: number; locked: boolean }) {
  const { t } = useTranslation()
  const { clients, masks } = useServices()
  const moving = useIsMoving()
  const query = useInfiniteQuery({
    queryKey: ['history', frame.instanceId, frame.frame, revision],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) => clients.masks.history({ ...frame, limit: pageSize, before: pageParam }),
    enabled: !moving,
    getNextPageParam: ({ acts, first }) => (acts.length === pageSize && acts.at(-1)!.sequence > first ? acts.at(-1)!.sequence : undefined),
    // The list stays while the one of the next revision is on its way.
    placeholderData: (before, last) => (last?.queryKey[1] === frame.instanceId && last.queryKey[2] === frame.frame ? before : undefined),
  })
  const goTo = (sequence: number): void => {
    const mask = masks.peek(frame)
    if (mask !== undefined && mask.stroke === null) masks.goTo(mask, sequence)
  }
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
          <ActRow key={act.sequence} act={act} applied={applied} disabled={locked} onClick={() => goTo(act.sequence)} />
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
}

/** A click leaves the focus on the image, where keys work. */
function keepFocus(event: React.MouseEvent): void {
  event.preventDefault()
}

function ActRow({ act, applied, disabled, onClick }: { act: HistoryAct; applied: number; disabled: boolean; onClick: () => void }) {
  const { t, i18n } = useTranslation()
  const { sequence, name, author, at } = act
  const time = at === '' ? '' : timeOf(new Date(at), i18n.language)
  const more = [name, t(`author.${author.kind}`, { name: author.name }), at === '' ? '' : new Date(at).toLocaleString(i18n.language)].filter((part) => part !== '').join('\n')
  return (
    <UnstyledButton
      className={css['act']}
      role="option"
      aria-selected={sequence === applied}
      title={more}
      disabled={disabled}
      onMouseDown={keepFocus}
      onClick={onClick}
      data-current={sequence === applied}
      data-undone={sequence > applied}
      data-testid={testIds.historyAct}
      data-sequence={sequence}
    >
      <span className={css['name']}>{name}</span>
      <span className={css['who']}>{author.name}</span>
      <span className={css['time']}>{time}</span>
    </UnstyledButton>
  )
}

/** The time of today's acts, the day of older ones. */
function timeOf(at: Date, language: string): string {
  const today = at.toDateString() === new Date().toDateString()
  return today ? at.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' }) : at.toLocaleDateString(language, { day: 'numeric', month: 'short' })
}
