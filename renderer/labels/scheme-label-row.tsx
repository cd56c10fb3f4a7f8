import { ActionIcon, Checkbox, ColorInput, Group, Tooltip } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Label } from '../../electron/ipc/contract/index'
import { testIds } from '../test-ids'
import { CommittedText } from './committed-text'
import { labelSwatches } from './label-colours'
import { useLabelCalls } from './use-label-calls'

/** One label of the scheme that is being edited. */
export function SchemeLabelRow({ label, schemeId, place, last }: { label: Label; schemeId: number; place: number; last: boolean }) {
  const { t } = useTranslation()
  const calls = useLabelCalls()
  const { id, name, colour, vessel } = label
  return (
    <Group gap={8} wrap="nowrap" data-testid={testIds.schemeLabel} data-label={id}>
      <ColorInput
        key={colour}
        w={118}
        size="xs"
        aria-label={t('labels.colourOf', { name })}
        format="hex"
        withEyeDropper={false}
        swatches={[...labelSwatches]}
        swatchesPerRow={9}
        defaultValue={colour}
        onChangeEnd={(value) => /^#[0-9a-f]{6}$/i.test(value) && calls.change({ id, colour: value.toLowerCase() })}
      />
      <CommittedText key={name} flex={1} size="xs" maxLength={40} aria-label={t('labels.nameOf', { name })} value={name} onCommit={(text) => calls.change({ id, name: text })} />
      <Tooltip label={t('labels.vesselHint')}>
        <Checkbox size="xs" label={t('labels.vessel')} checked={vessel} onChange={(event) => calls.change({ id, vessel: event.currentTarget.checked })} />
      </Tooltip>
      <Group gap={0} wrap="nowrap">
        <ActionIcon variant="subtle" color="gray" size={26} disabled={place === 0} aria-label={t('labels.up', { name })} onClick={() => calls.move(schemeId, id, place - 1)}>
          <IconArrowUp size={15} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" size={26} disabled={last} aria-label={t('labels.down', { name })} onClick={() => calls.move(schemeId, id, place + 1)}>
          <IconArrowDown size={15} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" size={26} disabled={id === 1} aria-label={t('labels.remove', { name })} onClick={() => calls.remove(schemeId, label)} data-testid={testIds.removeLabel}>
          <IconX size={15} />
        </ActionIcon>
      </Group>
    </Group>
  )
}
