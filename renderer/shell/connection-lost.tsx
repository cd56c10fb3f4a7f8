import { Alert, Button, Group, Loader, TextInput } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { useConnection } from '../connection/connection-keeper'
import { testIds } from '../test-ids'

/** The services are gone: says so, goes on trying, and tells what a person can do. What is not saved yet stays in the page. */
export function ConnectionLost() {
  const { t } = useTranslation()
  const { masks, connection } = useServices()
  const state = useConnection((each) => each.state)
  if (state === 'open') return null
  return (
    <Alert color="red.9" variant="filled" icon={<IconPlugConnectedX />} title={t(`connection.${state}`)} pos="absolute" top={12} left={12} right={12} style={{ zIndex: 300 }} data-testid={testIds.connectionLost} data-state={state} role="alert">
      <div>{t(`connection.${state}More`)}</div>
      <div>{t(masks.hasUnsaved ? 'connection.keeps' : 'connection.allSaved')}</div>
      {state === 'lost' && (
        <Group gap={8} mt="xs">
          <Button variant="white" color="dark" leftSection={<Loader size={12} color="dark" />} onClick={() => void connection.tryNow()}>
            {t('connection.tryNow')}
          </Button>
        </Group>
      )}
      {state === 'refused' && <NewAddress />}
      {state === 'other' && (
        <Button mt="xs" variant="white" color="dark" onClick={() => location.reload()}>
          {t('error.reload')}
        </Button>
      )}
    </Alert>
  )
}

function NewAddress() {
  const { t } = useTranslation()
  const { connection } = useServices()
  const [address, setAddress] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const connect = async (): Promise<void> => {
    const outcome = await connection.acceptAddress(address)
    if (outcome !== 'connected') setProblem(t(`connection.address.${outcome}`, { port: location.port }))
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void connect()
      }}
    >
      <Group gap={8} mt="xs" align="flex-start" wrap="nowrap">
        <TextInput
          flex={1}
          maw={520}
          size="xs"
          value={address}
          error={problem}
          styles={{ error: { color: '#ffd9d9' } }}
          placeholder={`${location.origin}/?token=…`}
          aria-label={t('connection.newAddress')}
          onChange={(event) => {
            setAddress(event.currentTarget.value)
            setProblem(null)
          }}
          data-testid={testIds.newAddress}
        />
        <Button type="submit" variant="white" color="dark" data-testid={testIds.buttonConnect}>
          {t('connection.connect')}
        </Button>
      </Group>
    </form>
  )
}
