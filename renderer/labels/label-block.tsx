import { ActionIcon, Group, Kbd, Tooltip, UnstyledButton } from '@mantine/core'
import { IconEye, IconEyeOff, IconLock, IconLockOpen2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Label } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { testIds } from '../test-ids'
import { LabelActBar } from '../tools/label-act-bar'
import viewer from '../viewer/viewer-page.module.css'
import { chooseLabel, offeredLabels, useLabels } from './label-store'
import css from './labels.module.css'

/** The labels of the active scheme: which one is painted, which are locked, which are shown. */
export function LabelBlock() {
  const { t } = useTranslation()
  const book = useLabels((state) => state.book)
  if (book === null) return null
  return (
    <div className={viewer['block']}>
      <h2 className={viewer['blockTitle']}>{t('labels.title')}</h2>
      <div className={css['list']} role="radiogroup" aria-label={t('labels.choose')}>
        {offeredLabels(book).map((label, place) => (
          <LabelRow key={label.id} label={label} place={place} />
        ))}
      </div>
      <LabelActBar />
    </div>
  )
}

function LabelRow({ label, place }: { label: Label; place: number }) {
  const { t } = useTranslation()
  const { clients } = useServices()
  const active = useLabels((state) => state.activeId === label.id)
  const change = (facts: Partial<Label>): void => void clients.labels.changeLabel({ id: label.id, ...facts }).catch((error: unknown) => notify('error', messageOf(error)))
  const { name, colour, locked, visible } = label
  const lockWords = t(locked ? 'labels.unlock' : 'labels.lock', { name })
  const eyeWords = t(visible ? 'labels.hide' : 'labels.show', { name })
  return (
    <div className={css['row']} data-active={active} data-label={label.id} data-testid={testIds.labelRow}>
      <UnstyledButton className={css['choose']} role="radio" aria-checked={active} onMouseDown={(event) => event.preventDefault()} onClick={() => chooseLabel(label.id)} data-hidden={!visible}>
        <span className={css['swatch']} style={{ background: colour }} />
        <span className={css['name']} title={name}>
          {name}
        </span>
        {place < 9 && <Kbd size="xs">{place + 1}</Kbd>}
      </UnstyledButton>
      <Group gap={0} wrap="nowrap">
        <Tooltip label={eyeWords}>
          <ActionIcon size={24} variant="subtle" color={visible ? 'gray' : 'yellow'} aria-label={eyeWords} aria-pressed={!visible} onClick={() => change({ visible: !visible })} data-testid={testIds.labelEye}>
            {visible ? <IconEye size={15} /> : <IconEyeOff size={15} />}
          </ActionIcon>
        </Tooltip>
        <Tooltip label={lockWords}>
          <ActionIcon size={24} variant="subtle" color={locked ? 'yellow' : 'gray'} aria-label={lockWords} aria-pressed={locked} onClick={() => change({ locked: !locked })} data-testid={testIds.labelLock}>
            {locked ? <IconLock size={15} /> : <IconLockOpen2 size={15} />}
          </ActionIcon>
        </Tooltip>
      </Group>
    </div>
  )
}
