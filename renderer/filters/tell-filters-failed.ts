import { t } from 'i18next'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'

/** Says why the image is shown without the filters that somebody has chosen. */
export function tellFiltersFailed(error: Error): void {
  notify('error', messageOf(error), { title: t('filter.failed'), id: 'filters' })
}
