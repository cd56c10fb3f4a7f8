import { Menu, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconChevronDown, IconSettings, IconUserPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { useDialogs } from '../state/jobs-store'
import { testIds } from '../test-ids'
import { Initials } from './initials'
import css from './people.module.css'
import { usePeople } from './people-store'

/** Who works here, with the way to let somebody else take over. */
export function PersonMenu() {
  const { t } = useTranslation()
  const { takeOver } = useServices()
  const me = usePeople((state) => state.me)
  const people = usePeople((state) => state.people)
  if (me === null) return null
  const choose = (personId: number): Promise<unknown> => takeOver(personId).catch((error: unknown) => notify('error', messageOf(error)))
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={css['person']} data-testid={testIds.personMenu} data-name={me.name}>
          <Initials name={me.name} />
          <span className={css['name']}>{me.name}</span>
          <VisuallyHidden>{t('people.worksHere')}</VisuallyHidden>
          <IconChevronDown size={13} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.roles.map((role) => t(`personRole.${role}`)).join(' · ')}</Menu.Label>
        {people
          .filter(({ active, id }) => active && id !== me.id)
          .map((person) => (
            <Menu.Item key={person.id} leftSection={<Initials name={person.name} size={20} />} onClick={() => void choose(person.id)} data-testid={testIds.personSwitch} data-name={person.name}>
              {person.name}
            </Menu.Item>
          ))}
        <Menu.Item leftSection={<IconUserPlus size={15} />} onClick={() => useDialogs.setState({ newPerson: true })} data-testid={testIds.personNew}>
          {t('people.someoneNew')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconSettings size={15} />} onClick={() => useDialogs.setState({ library: 'people' })} data-testid={testIds.menuLibrarySettings}>
          {t('libraryDialog.title')}…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
