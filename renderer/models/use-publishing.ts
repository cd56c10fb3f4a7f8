import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import type { Model } from '../../electron/ipc/contract/index'
import { ServiceError } from '../../electron/ipc/service-error'
import { useServices } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import type { Refusal } from './refusal-dialog'

const refusalDetails = z.object({ reasons: z.array(z.string()).min(1) })

export interface Publishing {
  /** What the gate said last, until it is answered. */
  readonly refusal: Refusal | null
  /** The model that is being published, or `rollback`. */
  readonly busyWith: string | null
  forget(): void
  publish(model: Model, override?: string): Promise<void>
  rollback(models: readonly Model[]): Promise<void>
}

/** Publishing by way of the gate, and the way back. */
export function usePublishing(): Publishing {
  const { t } = useTranslation()
  const { clients } = useServices()
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [busyWith, setBusyWith] = useState<string | null>(null)

  const whileBusy = async (what: string, act: () => Promise<void>): Promise<void> => {
    setBusyWith(what)
    try {
      await act()
    } finally {
      setBusyWith(null)
    }
  }
  return {
    refusal,
    busyWith,
    forget: () => setRefusal(null),
    publish: (model, override) =>
      whileBusy(model.id, async () => {
        try {
          await clients.models.publish({ modelId: model.id, ...(override === undefined ? {} : { override }) })
          setRefusal(null)
          notify('done', t('models.publishedNow', { name: model.name }))
        } catch (error) {
          const details = error instanceof ServiceError && error.code === 'conflict' ? refusalDetails.safeParse(error.details) : null
          if (details?.success) setRefusal({ model, reasons: details.data.reasons })
          else notify('error', messageOf(error), { title: t('models.publishFailed') })
        }
      }),
    rollback: (models) =>
      whileBusy('rollback', async () => {
        try {
          const { published } = await clients.models.rollback({})
          notify('done', t('models.rolledBack', { name: models.find((model) => model.id === published)?.name ?? published }))
        } catch (error) {
          notify('error', messageOf(error), { title: t('models.rollbackFailed') })
        }
      }),
  }
}
