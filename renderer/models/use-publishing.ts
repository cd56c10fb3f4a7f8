import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import type { Model } from '../../electron/ipc/contract/index'
import { ServiceError } from '../../electron/ipc/service-error'
import { useServices } from '../connection/services'
import { messageOf, notify } from '../shell/notify'
import type { Refusal } from './refusal-dialog'

const refusalDetails = z.object({ reasons: z.array(z.string()).min(1) })

export interface Publishing {
  /** What the gate said last, until it is answered. */
  readonly refusal: Refusal | null
  readonly busy: boolean
  forget(): void
  publish(model: Model, override?: string): Promise<void>
  rollback(models: readonly Model[]): Promise<void>
}

/** Publishing by way of the gate, and the way back. */
export function usePublishing(): Publishing {
  const { t } = useTranslation()
  const { clients } = useServices()
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [busy, setBusy] = useState(false)

  const whileBusy = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true)
    try {
      await act()
    } finally {
      setBusy(false)
    }
  }
  return {
    refusal,
    busy,
    forget: () => setRefusal(null),
    publish: (model, override) =>
      whileBusy(async () => {
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
      whileBusy(async () => {
        try {
          const { published } = await clients.models.rollback({})
          notify('done', t('models.rolledBack', { name: models.find((model) => model.id === published)?.name ?? published }))
        } catch (error) {
          notify('error', messageOf(error), { title: t('models.rollbackFailed') })
        }
      }),
  }
}
