import { ActionIcon, Menu, TextInput, Tooltip, UnstyledButton } from '@mantine/core'
import { IconArrowsSort, IconCheck, IconFileUpload, IconFolderOpen, IconSearch, IconX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { seriesSorts } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { useCommands } from '../shortcuts/command-handlers'
import { useKeysText } from '../shortcuts/shortcut-keys'
import { testIds } from '../test-ids'
import { changeQuery, clearQuery, isFiltered, useBrowser } from './browser-store'
import { FilterMenu } from './filter-menu'
import type { SeriesList } from './series-list'
import { StatusChips } from './status-chips'
import css from './study-browser.module.css'

interface BrowserHeadProps {
  readonly list: SeriesList | undefined
  /** The list is that of an earlier search, until the one that was asked for is there. */
  readonly outdated: boolean
  /** Takes the focus on to the list. */
  readonly onLeave: () => void
}

/** Search, order and filters of the study browser. */
export function BrowserHead({ list, outdated, onLeave }: BrowserHeadProps) {
  const { t } = useTranslation()
  const { actions } = useServices()
  const query = useBrowser((state) => state.query)
  const field = useRef<HTMLInputElement>(null)
  const keys = useKeysText('search-studies')
  const leaving = useRef(false)
  // Whoever types ahead of the list gets to the first of what was searched for, not of what was there before.
  useEffect(() => {
    if (outdated || !leaving.current) return
    leaving.current = false
    onLeave()
  })
  useCommands({ 'search-studies': () => field.current?.select() })

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const leaves = event.key === 'ArrowDown' || event.key === 'Enter'
    leaving.current = false
    if (leaves && !outdated) onLeave()
    else if (leaves) leaving.current = true
    else if (event.key === 'Escape' && query.search !== '') changeQuery({ search: '' })
    else if (event.key === 'Escape') event.currentTarget.blur()
    else return
    event.preventDefault()
  }
  const shown = list?.order.length ?? 0
  const narrowed = query.search !== '' || isFiltered(query)
  return (
    <div className={css['head']}>
      <div className={css['search']}>
        <TextInput
          ref={field}
          flex={1}
          size="xs"
          placeholder={t('browser.search')}
          aria-label={keys === '' ? t('browser.search') : t('browser.searchKey', { keys })}
          leftSection={<IconSearch size={14} />}
          value={query.search}
          onChange={(event) => changeQuery({ search: event.currentTarget.value })}
          onKeyDown={onKeyDown}
          onBlur={() => (leaving.current = false)}
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
      <StatusChips counts={list?.choices.status ?? []} />
      <div className={css['bar']}>
        <Menu position="bottom-start">
          <Menu.Target>
            <UnstyledButton className={css['barButton']} aria-label={t('browser.sortBy', { order: t(`browserSort.${query.sort}`) })} data-testid={testIds.studySort}>
              <IconArrowsSort size={14} />
              {t(`browserSort.${query.sort}`)}
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {seriesSorts.map((sort) => (
              <Menu.Item key={sort} leftSection={<IconCheck size={14} style={{ visibility: sort === query.sort ? 'visible' : 'hidden' }} />} onClick={() => changeQuery({ sort })} data-testid={testIds.studySortItem} data-sort={sort}>
                {t(`browserSort.${sort}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <FilterMenu choices={list?.choices} />
        <span className={css['grow']} />
        {/* The number of lines is told when it changes. */}
        <span className={css['found']} role="status" aria-busy={outdated} data-testid={testIds.studyCount}>
          {list !== undefined && (narrowed ? t('browser.foundOf', { found: shown, total: list.total }) : t('browser.seriesCount', { count: list.total }))}
        </span>
        {narrowed && (
          <Tooltip label={t('browser.clear')}>
            <ActionIcon variant="subtle" color="gray" size={22} aria-label={t('browser.clear')} onClick={clearQuery} data-testid={testIds.studyClear}>
              <IconX size={14} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    </div>
  )
}
