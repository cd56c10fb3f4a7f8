import { Checkbox, Group, Stack, Text } from '@mantine/core'
import { IconEyeExclamation } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeidentifyChoice } from '../../electron/ipc/contract/index'
import { testIds } from '../test-ids'

const options = ['keepModifiedDates', 'cleanDescriptors', 'keepPatientCharacteristics', 'keepDeviceIdentity'] as const

/** What stays beyond the basic profile, and what no table can find. */
export function DeidentifyOptions({ choice, onChange }: { choice: DeidentifyChoice; onChange: (choice: DeidentifyChoice) => void }) {
  const { t } = useTranslation()
  return (
    <Stack gap={8} data-testid={testIds.deidentifyOptions}>
      {options.map((name) => (
        <Checkbox key={name} size="xs" label={t(`exchange.${name}`)} description={t(`exchange.${name}More`)} checked={choice[name]} onChange={(event) => onChange({ ...choice, [name]: event.currentTarget.checked })} />
      ))}
      <Group gap={8} wrap="nowrap">
        <IconEyeExclamation size={18} color="var(--mantine-color-yellow-4)" style={{ flexShrink: 0 }} />
        <Text size="xs" c="yellow.4">
          {t('exchange.burnedIn')}
        </Text>
      </Group>
    </Stack>
  )
}
