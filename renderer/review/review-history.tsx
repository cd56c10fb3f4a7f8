import { Button, Text, Timeline } from '@mantine/core'
import { IconArrowBackUp, IconCircleCheck, IconLockOpen, IconMessage, IconSend } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { FrameReview } from '../../electron/ipc/contract/index'
import { duration } from '../runs/format'
import { useDialogs } from '../state/jobs-store'
import { testIds } from '../test-ids'
import css from './review.module.css'

const icons = { submit: IconSend, return: IconArrowBackUp, approve: IconCircleCheck, reopen: IconLockOpen, note: IconMessage } as const

/** Who corrected the frame last, how long it took, and what was said about it. */
export function ReviewHistory({ review }: { review: FrameReview }) {
  const { t } = useTranslation()
  const { notes, milliseconds } = review
  return (
    <>
      {milliseconds.all >= 1000 && (
        <Text size="xs" c="dimmed" data-testid={testIds.frameTime} data-milliseconds={milliseconds.own}>
          {milliseconds.own === milliseconds.all || milliseconds.own < 1000 ? t('review.time', { time: duration(milliseconds.all / 1000) }) : t('review.timeOf', { time: duration(milliseconds.all / 1000), own: duration(milliseconds.own / 1000) })}
        </Text>
      )}
      {notes.length > 0 && (
        <Timeline bulletSize={18} lineWidth={1} active={notes.length} color="gray" className={css['history']} data-testid={testIds.reviewHistory}>
          {notes.map((note) => {
            const Icon = icons[note.act]
            return (
              <Timeline.Item key={note.id} bullet={<Icon size={11} />} title={t(`review.did.${note.act}`, { name: note.who })}>
                {note.comment !== '' && <div className={css['comment']}>{note.comment}</div>}
                <time dateTime={note.at} className={css['time']}>
                  {new Date(note.at).toLocaleString()}
                </time>
              </Timeline.Item>
            )
          })}
        </Timeline>
      )}
      <Button variant="subtle" color="gray" leftSection={<IconMessage size={14} />} onClick={() => useDialogs.setState({ comment: 'note' })} data-testid={testIds.buttonNote}>
        {t('review.note')}
      </Button>
    </>
  )
}
