import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../electron/ipc/contract/index'
import type { ServiceClients } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { testIds } from '../test-ids'

/** Enters somebody as an annotator. Errors stand under the name. */
export function NewPersonForm({ client, label, onCreated }: { client: ServiceClients['people']; label: string; onCreated: (person: Person) => Promise<void> | void }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const [error, setError] = useState<string | null>(null)
  const create = async (): Promise<void> => {
    try {
      const person = await client.create({ name, roles: ['annotator'] })
      setName('')
      await onCreated(person)
    } catch (failure) {
      setError(messageOf(failure))
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void create()
      }}
    >
      <Group align="flex-start" gap={8} wrap="nowrap">
        <TextInput
          flex={1}
          size="sm"
          maxLength={60}
          value={name}
          error={error}
          placeholder={t('people.name')}
          aria-label={t('people.name')}
          onChange={(event) => {
            setName(event.currentTarget.value)
            setError(null)
          }}
          data-testid={testIds.personName}
        />
        <Button type="submit" size="sm" variant="light" disabled={name.trim() === ''} data-testid={testIds.buttonCreatePerson}>
          {label}
        </Button>
      </Group>
    </form>
  )
}
