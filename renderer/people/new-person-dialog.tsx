import { Modal, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { useDialogs } from '../state/jobs-store'
import { NewPersonForm } from './new-person-form'

const close = (): void => useDialogs.setState({ newPerson: false })

/** Somebody new takes over. */
export function NewPersonDialog() {
  const { t } = useTranslation()
  const { clients, takeOver } = useServices()
  const opened = useDialogs((state) => state.newPerson)
  return (
    <Modal opened={opened} onClose={close} title={t('people.someoneNewTitle')}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('people.someoneNewMore')}
        </Text>
        <NewPersonForm
          client={clients.people}
          label={t('people.enter')}
          onCreated={async ({ id }) => {
            close()
            await takeOver(id)
          }}
        />
      </Stack>
    </Modal>
  )
}
