import { Button, Stack } from '@mantine/core'
import { t } from 'i18next'
import { may } from '../../electron/ipc/permissions'
import type { FrameMask } from '../masks/frame-mask'
import { usePeople } from '../people/people-store'
import { tellProposalFirst } from '../propagation/propagate'
import { previewOf } from '../propagation/propagation-store'
import { notify } from '../shell/notify'

/** Whether the person on this page may change the mask now; says why not. */
export function mayEdit(mask: FrameMask, reopen: () => void): boolean {
  if (!may(usePeople.getState().me, 'annotate')) notify('info', t('mask.mayNotAnnotate'), { id: 'may-not-annotate' })
  else if (previewOf(mask.key.instanceId, mask.key.frame) !== null) tellProposalFirst()
  else if (mask.facts.status === 'approved') tellApprovedIsLocked(reopen)
  else return true
  return false
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
