import { Button, Group, Loader } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { useMaskFacts } from '../masks/use-mask-facts'
import { shownKey } from '../state/viewer-store'
import { testIds } from '../test-ids'
import css from './viewer-page.module.css'

/** Whether what one sees is on disk; a stroke that is not can be saved again or given up. */
export function SaveStateMark() {
  const { t } = useTranslation()
  const { masks } = useServices()
  const { state, changed, waiting, error } = useMaskFacts((facts) => ({ state: facts?.save ?? 'saved', changed: (facts?.history.revision ?? 0) > 0, waiting: facts?.waiting ?? 0, error: facts?.saveError ?? null }))
  const mask = () => {
    const key = shownKey()
    return key === null ? undefined : masks.peek(key)
  }
  const retry = (): void => {
    const shown = mask()
    if (shown !== undefined) masks.retry(shown)
  }
  const discard = (): void => {
    modals.openConfirmModal({
      title: t('mask.discardTitle'),
      children: t('mask.discardMore'),
      labels: { confirm: t('mask.discard'), cancel: t('common.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => {
        const shown = mask()
        if (shown !== undefined) void masks.discard(shown)
      },
    })
  }
  return (
    <div>
      <div className={css['saveState']} data-state={state} data-testid={testIds.saveState} role="status">
        {state === 'saved' && changed && (
          <>
            <IconCheck size={14} /> {t('mask.saved')}
          </>
        )}
        {state === 'saving' && (
          <>
            <Loader size={12} color="gray" /> {t('mask.saving')}
          </>
        )}
        {state === 'failed' && (
          <>
            <IconAlertTriangle size={14} /> {t('mask.notSaved', { count: waiting })}
          </>
        )}
      </div>
      {state === 'failed' && (
        <>
          <div className={css['timing']} role="alert">
            {error}
          </div>
          <Group gap={6} mt={6}>
            <Button color="red" variant="light" onClick={retry} data-testid={testIds.buttonRetrySave}>
              {t('mask.saveAgain')}
            </Button>
            <Button variant="subtle" color="gray" onClick={discard}>
              {t('mask.discard')}
            </Button>
          </Group>
        </>
      )}
    </div>
  )
}
