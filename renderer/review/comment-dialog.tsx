import { Button, Chip, Group, Kbd, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { useDialogs, type CommentAct } from '../state/jobs-store'
import { testIds } from '../test-ids'
import css from './review.module.css'

const reasons = ['missed', 'tooMuch', 'edge', 'catheter', 'leaks'] as const

const close = (): void => useDialogs.setState({ comment: null })

/** Asks what is to be said with a step of the review. Enter sends it; for a return, keys 1 to 5 put in what is said most. */
export function CommentDialog() {
  const { t } = useTranslation()
  const act = useDialogs((state) => state.comment)
  return (
    <Modal opened={act !== null} onClose={close} title={act && t(`review.ask.${act}`)}>
      {act !== null && <CommentForm act={act} onDone={close} />}
    </Modal>
  )
}

function CommentForm({ act, onDone }: { act: CommentAct; onDone: () => void }) {
  const { t } = useTranslation()
  const { actions } = useServices()
  const [text, setText] = useState('')
  const ready = text.trim() !== ''
  const send = (): void => {
    if (!ready) return
    onDone()
    void actions.comment(act, text.trim())
  }
  const add = (reason: string): void => setText((before) => (before.trim() === '' ? reason : `${before.trimEnd()} ${reason}`))
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const quick = act === 'return' && text === '' ? reasons[Number(event.key) - 1] : undefined
    if (quick !== undefined) {
      event.preventDefault()
      add(t(`review.reason.${quick}`))
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      send()
    }
  }
  return (
    <Stack gap="sm">
      <Textarea
        autosize
        minRows={3}
        maxRows={8}
        maxLength={2000}
        data-autofocus
        value={text}
        aria-label={t('review.comment')}
        placeholder={t('review.comment')}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        data-testid={testIds.reviewComment}
      />
      {act === 'return' && (
        <div className={css['chips']} role="group" aria-label={t('review.reasons')}>
          {reasons.map((reason, index) => (
            <Chip key={reason} size="xs" checked={false} onChange={() => add(t(`review.reason.${reason}`))}>
              {index + 1} · {t(`review.reason.${reason}`)}
            </Chip>
          ))}
        </div>
      )}
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          <Kbd size="xs">Enter</Kbd> {t('review.sends')}
        </Text>
        <Button color={act === 'return' ? 'red' : undefined} disabled={!ready} onClick={send} data-testid={testIds.buttonSendComment}>
          {t(`review.send.${act}`)}
        </Button>
      </Group>
    </Stack>
  )
}
