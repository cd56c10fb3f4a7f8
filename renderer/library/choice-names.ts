import { useTranslation } from 'react-i18next'
import type { ChoiceFilter } from '../../electron/ipc/contract/index'
import { useLabels } from '../labels/label-store'

/** What a choice is called on the page. */
export function useChoiceNames(filter: ChoiceFilter): (value: string) => string {
  const { t } = useTranslation()
  const book = useLabels((state) => state.book)
  if (filter === 'label') return (value) => (book?.labels.find(({ id }) => String(id) === value)?.name ?? t('browser.labelNumber', { number: value }))
  if (filter === 'modality') return (value) => (value === '' ? t('browser.noModality') : value)
  return (value) => value
}
