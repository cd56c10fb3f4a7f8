import { ActionIcon, Button, Group, Modal, Select, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LabelBook } from '../../electron/ipc/contract/index'
import { testIds } from '../test-ids'
import { newLabelColour } from './label-colours'
import { offeredLabels } from './label-store'
import { SchemeLabelRow } from './scheme-label-row'
import { CommittedText } from './committed-text'
import { useLabelCalls } from './use-label-calls'

/** Own label schemes: which labels there are, what they are called and how they look. Every change holds at once. */
export function SchemeDialog({ book, opened, onClose }: { book: LabelBook; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal opened={opened} onClose={onClose} title={t('labels.schemeTitle')} size="lg">
      <Stack gap="sm" data-testid={testIds.schemeDialog}>
        <SchemeChoice book={book} />
        <Stack gap={4}>
          {offeredLabels(book).map((label, place, all) => (
            <SchemeLabelRow key={label.id} label={label} schemeId={book.activeSchemeId} place={place} last={place === all.length - 1} />
          ))}
        </Stack>
        <AddLabels book={book} />
        <Text size="xs" c="dimmed">
          {t('labels.schemeMore')}
        </Text>
      </Stack>
    </Modal>
  )
}

function SchemeChoice({ book }: { book: LabelBook }) {
  const { t } = useTranslation()
  const calls = useLabelCalls()
  const scheme = book.schemes.find(({ id }) => id === book.activeSchemeId)!
  return (
    <Group gap={8} wrap="nowrap" align="flex-end">
      <Select
        flex={1}
        label={t('labels.scheme')}
        data={book.schemes.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={String(scheme.id)}
        allowDeselect={false}
        onChange={(value) => calls.choose(Number(value))}
        data-testid={testIds.schemeSelect}
      />
      <CommittedText key={`${scheme.id} ${scheme.name}`} flex={1} label={t('labels.schemeName')} value={scheme.name} onCommit={(name) => calls.renameScheme(scheme.id, name)} />
      <Tooltip label={t('labels.newSchemeHint')}>
        <Button variant="default" size="sm" onClick={() => calls.createScheme(freeName(book, scheme.name), scheme.labelIds)} data-testid={testIds.newScheme}>
          {t('labels.newScheme')}
        </Button>
      </Tooltip>
      <Tooltip label={t('labels.removeScheme')}>
        <ActionIcon variant="default" size={36} disabled={book.schemes.length < 2} aria-label={t('labels.removeScheme')} onClick={() => calls.removeScheme(scheme.id)}>
          <IconTrash size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  )
}

function AddLabels({ book }: { book: LabelBook }) {
  const { t } = useTranslation()
  const calls = useLabelCalls()
  const [name, setName] = useState('')
  const offered = offeredLabels(book)
  const others = book.labels.filter(({ id }) => !offered.some((label) => label.id === id))
  const create = (): void => {
    if (name.trim() === '') return
    calls.create(book.activeSchemeId, { name: name.trim(), colour: newLabelColour(book.labels), vessel: true })
    setName('')
  }
  return (
    <Group gap={8} wrap="nowrap">
      <TextInput
        flex={1}
        aria-label={t('labels.newName')}
        placeholder={t('labels.newName')}
        maxLength={40}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && create()}
        data-testid={testIds.newLabelName}
      />
      <Button variant="light" size="sm" leftSection={<IconPlus size={15} />} disabled={name.trim() === ''} onClick={create} data-testid={testIds.newLabel}>
        {t('labels.new')}
      </Button>
      {others.length > 0 && (
        <Select
          flex={1}
          aria-label={t('labels.addKnown')}
          placeholder={t('labels.addKnown')}
          data={others.map((label) => ({ value: String(label.id), label: label.name }))}
          value={null}
          onChange={(value) => value !== null && calls.add(book.activeSchemeId, Number(value))}
        />
      )}
    </Group>
  )
}

/** “Coronary arteries 2”, when there is no scheme of that name. */
function freeName(book: LabelBook, name: string): string {
  for (let number = 2; ; number++) {
    const free = `${name.replace(/ \d+$/, '')} ${number}`
    if (!book.schemes.some((scheme) => scheme.name.toLowerCase() === free.toLowerCase())) return free
  }
}
