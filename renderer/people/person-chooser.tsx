import { Center, Divider, Stack, Text, Title, UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServiceClients } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { testIds } from '../test-ids'
import { Initials } from './initials'
import { NewPersonForm } from './new-person-form'
import css from './people.module.css'
import { usePeople } from './people-store'

/** Asks who is going to work, when more than one person could be: what is done is signed with a name. */
export function PersonChooser({ client, onChoose }: { client: ServiceClients['people']; onChoose: (personId: number) => Promise<unknown> }) {
  const { t } = useTranslation()
  const people = usePeople((state) => state.people)
  const [error, setError] = useState<string | null>(null)
  const choose = async (personId: number): Promise<void> => {
    await onChoose(personId).catch((failure: unknown) => setError(messageOf(failure)))
  }
  return (
    <Center h="100vh" className={css['chooser']} component="main">
      <Stack gap="md" w={420} data-testid={testIds.personChooser}>
        <div>
          <Title order={1} fz={22}>
            {t('people.whoWorks')}
          </Title>
          <Text size="sm" c="dimmed" mt={4}>
            {t('people.whoWorksMore')}
          </Text>
        </div>
        <Stack gap={6}>
          {people
            .filter(({ active }) => active)
            .map((person, index) => (
              <UnstyledButton key={person.id} className={css['choice']} autoFocus={index === 0} onClick={() => void choose(person.id)} data-testid={testIds.personChoice} data-name={person.name}>
                <Initials name={person.name} size={34} />
                <span>
                  <span className={css['name']}>{person.name}</span>
                  <span className={css['roles']}>{person.roles.map((role) => t(`personRole.${role}`)).join(' · ')}</span>
                </span>
              </UnstyledButton>
            ))}
        </Stack>
        {error !== null && (
          <Text size="sm" c="red.4" role="alert">
            {error}
          </Text>
        )}
        <Divider label={t('people.newHere')} labelPosition="left" />
        <NewPersonForm client={client} label={t('people.enter')} onCreated={({ id }) => choose(id)} />
      </Stack>
    </Center>
  )
}
