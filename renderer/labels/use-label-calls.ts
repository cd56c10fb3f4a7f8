import { modals } from '@mantine/modals'
import { useTranslation } from 'react-i18next'
import { ServiceError } from '../../electron/ipc/service-error'
import type { Label, LabelBook } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'

export interface LabelCalls {
  change(label: Pick<Label, 'id'> & Partial<Label>): void
  create(schemeId: number, label: Pick<Label, 'name' | 'colour' | 'vessel'>): void
  add(schemeId: number, labelId: number): void
  move(schemeId: number, labelId: number, position: number): void
  /** Asks first when masks use the label. */
  remove(schemeId: number, label: Label): void
  choose(schemeId: number): void
  createScheme(name: string, labelIds: number[]): void
  renameScheme(schemeId: number, name: string): void
  removeScheme(schemeId: number): void
}

/** Changes of labels and schemes; what is refused is said in the words of the service. The new book comes by its event. */
export function useLabelCalls(): LabelCalls {
  const { t } = useTranslation()
  const { labels } = useServices().clients
  const told = (answer: Promise<LabelBook>): void => void answer.catch((error: unknown) => notify('warning', messageOf(error), { title: t('labels.refused'), id: 'labels' }))
  return {
    change: (label) => told(labels.changeLabel(label)),
    create: (schemeId, label) => told(labels.createLabel({ schemeId, ...label })),
    add: (schemeId, labelId) => told(labels.addLabel({ schemeId, labelId })),
    move: (schemeId, labelId, position) => told(labels.moveLabel({ schemeId, labelId, position })),
    remove: (schemeId, { id: labelId, name }) => {
      const remove = (confirmed: boolean): Promise<LabelBook> => labels.removeLabel({ schemeId, labelId, confirmed })
      remove(false).catch((error: unknown) => {
        if (!(error instanceof ServiceError) || error.code !== 'conflict' || error.details === undefined) return told(Promise.reject(error))
        modals.openConfirmModal({
          title: t('labels.removeTitle', { name }),
          children: error.message,
          labels: { confirm: t('labels.removeAnyway'), cancel: t('common.cancel') },
          onConfirm: () => told(remove(true)),
        })
      })
    },
    choose: (schemeId) => told(labels.chooseScheme({ schemeId })),
    createScheme: (name, labelIds) => told(labels.createScheme({ name, labelIds })),
    renameScheme: (schemeId, name) => told(labels.renameScheme({ schemeId, name })),
    removeScheme: (schemeId) => told(labels.removeScheme({ schemeId })),
  }
}
