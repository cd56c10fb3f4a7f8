import { Button, Text } from '@mantine/core'
import { IconArrowBackUp, IconCircleCheck, IconLockOpen, IconSend } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { FrameReview, ReviewStatus } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { useMay } from '../people/people-store'
import { CommandTooltip } from '../shortcuts/command-tooltip'
import { useDialogs } from '../state/jobs-store'
import { testIds } from '../test-ids'
import css from './review.module.css'

/** What the person may do with the shown mask: approve, hand in, return, take an approval back. */
export function ReviewActions({ status, review }: { status: ReviewStatus | null; review: FrameReview | null }) {
  const { t } = useTranslation()
  const { actions } = useServices()
  const mayReview = useMay('review')
  const mayAnnotate = useMay('annotate')
  const approved = status === 'approved'
  const hasMask = status !== null && status !== 'unannotated'
  // Until it is known, what the role lets one expect.
  const approves = review === null ? mayReview : review.refusal === null
  const returned = status === 'returned' ? review?.notes.findLast(({ act }) => act === 'return') : undefined
  return (
    <>
      {returned && (
        <div className={css['returned']} role="note" data-testid={testIds.returnedComment}>
          <strong>{t('review.returnedBy', { name: returned.who })}</strong>
          {returned.comment}
        </div>
      )}
      {review?.submitted === true && (
        <Text size="xs" c="teal.4" data-testid={testIds.submittedMark}>
          {t('review.submitted')}
        </Text>
      )}
      {approved && (mayReview || approves) && (
        <Button fullWidth variant="default" leftSection={<IconLockOpen size={16} />} onClick={() => actions.reopen()} data-testid={testIds.buttonReopen}>
          {t('mask.reopen')}
        </Button>
      )}
      {!approved && approves && (
        <CommandTooltip command="approve-frame" position="left">
          <Button fullWidth variant="light" color="green" leftSection={<IconCircleCheck size={16} />} disabled={!hasMask || review === null} onClick={() => void actions.approve()} data-testid={testIds.buttonApprove}>
            {t('mask.approve')}
          </Button>
        </CommandTooltip>
      )}
      {!approved && !approves && mayAnnotate && (
        <CommandTooltip command="approve-frame" position="left" label={review?.refusal ?? undefined} multiline maw={300}>
          <Button fullWidth variant="light" leftSection={<IconSend size={15} />} disabled={!hasMask || returned !== undefined || review?.submitted !== false} onClick={() => void actions.approve()} data-testid={testIds.buttonSubmit}>
            {t('review.submit')}
          </Button>
        </CommandTooltip>
      )}
      {returned && mayAnnotate && (
        <Button fullWidth variant="default" onClick={() => useDialogs.setState({ comment: 'submit' })} data-testid={testIds.buttonAnswer}>
          {t('review.answer')}
        </Button>
      )}
      {mayReview && status !== 'returned' && (
        <CommandTooltip command="return-frame" position="left">
          <Button fullWidth variant="light" color="red" leftSection={<IconArrowBackUp size={16} />} disabled={!hasMask} onClick={() => actions.run('return-frame')} data-testid={testIds.buttonReturn}>
            {t('review.return')}
          </Button>
        </CommandTooltip>
      )}
    </>
  )
}
