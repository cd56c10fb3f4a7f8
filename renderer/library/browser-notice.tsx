import { Button, Loader } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { messageOf } from '../shell/message-of'
import { testIds } from '../test-ids'
import { clearQuery } from './browser-store'
import type { SeriesList } from './series-list'
import css from './study-browser.module.css'

/** In place of lines: the library is being read, cannot be read, is empty, or holds nothing that was searched for. */
export function BrowserNotice({ list }: { list: UseQueryResult<SeriesList> }) {
  const { t } = useTranslation()
  if (list.isError) {
    return (
      <div className={css['empty']} role="alert">
        {t('browser.failed', { reason: messageOf(list.error) })}
        <Button variant="default" onClick={() => void list.refetch()}>
          {t('browser.again')}
        </Button>
      </div>
    )
  }
  if (list.data === undefined) {
    return (
      <div className={css['empty']}>
        <Loader size="sm" color="gray" aria-label={t('browser.loading')} />
      </div>
    )
  }
  if (list.data.order.length > 0) return null
  if (list.data.total === 0) return <div className={css['empty']}>{t('browser.empty')}</div>
  return (
    <div className={css['empty']} data-testid={testIds.nothingFound}>
      {t('browser.nothingFound')}
      <Button variant="default" onClick={clearQuery}>
        {t('browser.clear')}
      </Button>
    </div>
  )
}
