import { Button, Stack } from '@mantine/core'
import { t } from 'i18next'
import { editRefusal } from '../masks/edit-rules'
import type { FrameMask } from '../masks/frame-mask'
import { notify } from '../shell/notify'

/** Whether the person on this page may change the mask now; says why not. */
export function mayEdit(mask: FrameMask, reopen: () => void): boolean {
  const refusal = editRefusal(mask)
  if (refusal === 'not-annotator') notify('info', t('mask.mayNotAnnotate'), { id: 'may-not-annotate' })
  if (refusal === 'proposal-waits') notify('info', t('propagation.proposalFirst'), { id: 'proposal-first' })
  if (refusal === 'approved') tellApprovedIsLocked(reopen)
  return refusal === null
}

/** Says why an approved mask cannot be painted on, with the way to change that. */
function tellApprovedIsLocked(reopen: () => void): void {
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
