import { Button, Center, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { BarePage } from './bare-page'
import { messageOf } from './message-of'

/** Shown instead of the workstation when its services cannot be reached. */
export function CannotConnect({ error, nonce }: { error: unknown; nonce: string }) {
  const { t } = useTranslation()
  return (
    <BarePage nonce={nonce}>
      <Center h="100vh" role="alert">
        <Stack align="center" gap="sm" maw={520}>
          <Title order={2}>{t('error.cannotConnect')}</Title>
          <Text c="dimmed" ta="center">{messageOf(error)}</Text>
          <Button onClick={() => location.reload()}>{t('error.tryAgain')}</Button>
        </Stack>
      </Center>
    </BarePage>
  )
}
