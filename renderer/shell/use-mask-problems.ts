import { t } from 'i18next'
import { useEffect } from 'react'
import { useServices } from '../connection/services'
import { notify } from './notify'

/** Says what went wrong with saving or changing a mask. */
export function useMaskProblems(): void {
  const { masks } = useServices()
  useEffect(
    () =>
      masks.onProblem(({ kind, message }) => {
        const id = `mask-${kind}`
        if (kind === 'conflict') notify('warning', t('mask.conflictMore', { reason: message }), { title: t('mask.conflict'), id })
        else if (kind === 'save-failed') notify('error', message, { title: t('mask.saveFailed'), id })
        else notify('warning', message, { title: t('mask.refused'), id })
      }),
    [masks],
  )
}
