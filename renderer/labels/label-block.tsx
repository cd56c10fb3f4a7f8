import { ActionIcon, Group, Kbd, Tooltip, UnstyledButton } from '@mantine/core'
import { IconEye, IconEyeOff, IconLock, IconLockOpen2, IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Label } from '../../electron/ipc/contract/index'
import { useLabelsInMask } from '../masks/use-mask-facts'
import { testIds } from '../test-ids'
import { LabelActBar } from '../tools/label-act-bar'
import viewer from '../viewer/viewer-page.module.css'
import { chooseLabel, offeredLabels, useLabels } from './label-store'
import css from './labels.module.css'
import { SchemeDialog } from './scheme-dialog'
import { useLabelCalls } from './use-label-calls'

/** The labels of the active scheme: which one is painted, which are locked, which are shown. */
export function LabelBlock() {
  const { t } = useTranslation()
  const book = useLabels((state) => state.book)
  const [editing, setEditing] = useState(false)
  const inMask = useLabelsInMask()
  if (book === null) return null
  const offered = offeredLabels(book)
  // What the shown mask has though the scheme does not offer it.
  const others = book.labels.filter((label) => inMask.includes(label.id) && !offered.includes(label))
  return (
    <div className={viewer['block']}>
      <Group justify="space-between" wrap="nowrap" gap={6}>
        <h2 className={viewer['blockTitle']}>{t('labels.title')}</h2>
        <Tooltip label={t('labels.edit')}>
          <ActionIcon variant="subtle" color="gray" size={22} aria-label={t('labels.edit')} onClick={() => setEditing(true)} data-testid={testIds.editLabels}>
            <IconPencil size={15} />
          </ActionIcon>
        </Tooltip>
      </Group>
      <SchemeDialog book={book} opened={editing} onClose={() => setEditing(false)} />
      <div className={css['list']} role="radiogroup" aria-label={t('labels.choose')} onKeyDown={moveChoice}>
        {offered.map((label, place) => (
          <LabelRow key={label.id} label={label} place={place} />
        ))}
        {others.length > 0 && <div className={css['others']}>{t('labels.others')}</div>}
        {others.map((label) => (
          <LabelRow key={label.id} label={label} place={null} />
        ))}
      </div>
      <LabelActBar />
    </div>
  )
}

/** Up and down, as in any group of radio buttons. */
function moveChoice(event: React.KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined || !(event.target instanceof HTMLElement) || event.target.role !== 'radio') return
  event.preventDefault()
  const radios = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="radio"]')]
  const next = radios[(radios.indexOf(event.target) + step + radios.length) % radios.length]
  next?.focus()
  next?.click()
}

/** `place` in the scheme, from 0: the first nine have a key. */
function LabelRow({ label, place }: { label: Label; place: number | null }) {
  const { t } = useTranslation()
  const calls = useLabelCalls()
  const active = useLabels((state) => state.activeId === label.id)
  const change = (facts: Partial<Label>): void => calls.change({ id: label.id, ...facts })
  const { name, colour, locked, visible } = label
  const lockWords = t(locked ? 'labels.unlock' : 'labels.lock', { name })
  const eyeWords = t(visible ? 'labels.hide' : 'labels.show', { name })
  return (
    <div className={css['row']} data-active={active} data-label={label.id} data-testid={testIds.labelRow}>
      <UnstyledButton className={css['choose']} role="radio" aria-checked={active} tabIndex={active ? 0 : -1} onMouseDown={(event) => event.preventDefault()} onClick={() => chooseLabel(label.id)} data-hidden={!visible}>
        <span className={css['swatch']} style={{ background: colour }} />
        <span className={css['name']} title={name}>
          {name}
        </span>
        {place !== null && place < 9 && <Kbd size="xs">{place + 1}</Kbd>}
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
