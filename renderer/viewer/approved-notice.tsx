import { Button, Stack } from '@mantine/core'
import { t } from 'i18next'
import { notify } from '../shell/notify'

/** Says why an approved mask cannot be painted on, with the way to change that. */
export function tellApprovedIsLocked(reopen: () => void): void {
  notify(
    'info',
    <Stack gap={6} align="flex-start">
      {t('mask.approvedIsLocked')}
      <Button variant="light" onClick={reopen}>
        {t('mask.reopen')}
      </Button>
    </Stack>,
    { id: 'approved-is-locked' },
  )
}
