import { Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { reviewStatus } from '../../electron/ipc/contract/index'
import { testIds } from '../test-ids'
import { statusColour } from '../viewer/status-colours'
import { changeFilters, useBrowser } from './browser-store'
import { toggled } from './filter-menu'
import css from './study-browser.module.css'

/** Which review statuses to show, each with the number of series that have such frames. */
export function StatusChips({ counts }: { counts: readonly { value: string; count: number }[] }) {
  const { t, i18n } = useTranslation()
  const choices = useBrowser((state) => state.query.filters.choices)
  const chosen = choices.status ?? []
  return (
    <div className={css['chips']} role="group" aria-label={t('browserFilter.status')}>
      {reviewStatus.options.map((status) => {
        const count = counts.find(({ value }) => value === status)?.count ?? 0
        const label = t('browser.statusChip', { status: t(`reviewStatus.${status}`), count })
        return (
          <Tooltip key={status} label={label}>
            <button
              type="button"
              className={css['chip']}
              aria-pressed={chosen.includes(status)}
              aria-label={label}
              style={{ '--tone': statusColour(status) } as React.CSSProperties}
              onClick={() => changeFilters({ choices: { ...choices, status: toggled(chosen, status) } })}
              data-testid={testIds.studyStatus}
              data-status={status}
            >
              <i className={css['mark']} />
              {count.toLocaleString(i18n.language)}
            </button>
          </Tooltip>
        )
      })}
    </div>
  )
}
