import { Checkbox, Switch, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Person } from '../../electron/ipc/contract/index'
import { roles, type Role } from '../../electron/ipc/permissions'
import { useServices } from '../connection/services'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { testIds } from '../test-ids'
import { Initials } from './initials'
import { NewPersonForm } from './new-person-form'
import css from './people.module.css'
import { useMay, usePeople } from './people-store'

/** Everybody with their roles; an admin changes them. */
export function PeopleTab() {
  const { t } = useTranslation()
  const { clients } = useServices()
  const people = usePeople((state) => state.people)
  const mayChange = useMay('administer')
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t(mayChange ? 'people.rolesMore' : 'people.rolesByAdmin')}
      </Text>
      <table className={css['table']}>
        <thead>
          <tr>
            <th scope="col">{t('people.person')}</th>
            {roles.map((role) => (
              <th key={role} scope="col">
                {t(`personRole.${role}`)}
              </th>
            ))}
            <th scope="col">{t('people.active')}</th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <PersonRow key={person.id} person={person} disabled={!mayChange} />
          ))}
        </tbody>
      </table>
      <Text size="sm" fw={550} mt="md" mb={6}>
        {t('people.add')}
      </Text>
      <NewPersonForm client={clients.people} label={t('people.addButton')} onCreated={() => undefined} />
    </>
  )
}

function PersonRow({ person, disabled }: { person: Person; disabled: boolean }) {
  const { t } = useTranslation()
  const { clients } = useServices()
  const change = (own: readonly Role[], active: boolean): void => {
    clients.people.update({ personId: person.id, roles: [...own], active }).catch((error: unknown) => notify('error', messageOf(error), { id: 'person-change' }))
  }
  const toggled = (role: Role): Role[] => roles.filter((each) => (each === role ? !person.roles.includes(each) : person.roles.includes(each)))
  return (
    <tr data-active={person.active} data-testid={testIds.personRow} data-name={person.name}>
      <td>
        <span className={css['who']}>
          <Initials name={person.name} size={22} />
          <span title={person.name}>{person.name}</span>
        </span>
      </td>
      {roles.map((role) => (
        <td key={role}>
          <Checkbox
            size="xs"
            checked={person.roles.includes(role)}
            // Somebody without any role could do nothing: being inactive says that.
            disabled={disabled || (person.roles.length === 1 && person.roles[0] === role)}
            aria-label={t('people.isRole', { name: person.name, role: t(`personRole.${role}`) })}
            onChange={() => change(toggled(role), person.active)}
            data-testid={testIds.personRole}
            data-role={role}
          />
        </td>
      ))}
      <td>
        <Switch size="xs" checked={person.active} disabled={disabled} aria-label={t('people.isActive', { name: person.name })} onChange={() => change(person.roles, !person.active)} />
      </td>
    </tr>
  )
}
