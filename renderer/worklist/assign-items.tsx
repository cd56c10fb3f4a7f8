import { Menu } from '@mantine/core'
import { IconCheck, IconUserCheck, IconUserEdit } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Duty } from '../../electron/ipc/contract/index'
import { may } from '../../electron/ipc/permissions'
import { useServices } from '../connection/services'
import { Initials } from '../people/initials'
import { useMay, usePeople } from '../people/people-store'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { testIds } from '../test-ids'

const duties = { annotate: IconUserEdit, review: IconUserCheck } as const

/** Gives a series to an annotator and to a reviewer; only for those who may. */
export function AssignItems({ seriesId }: { seriesId: number }) {
  if (!useMay('review')) return null
  return (
    <>
      <AssignMenu seriesId={seriesId} duty="annotate" />
      <AssignMenu seriesId={seriesId} duty="review" />
      <Menu.Divider />
    </>
  )
}

function AssignMenu({ seriesId, duty }: { seriesId: number; duty: Duty }) {
  const { t } = useTranslation()
  const { clients } = useServices()
  const people = usePeople((state) => state.people)
  const assignments = useQuery({ queryKey: ['assignments'], queryFn: () => clients.review.assignments({}) }).data
  const assigned = assignments?.find((each) => each.seriesId === seriesId && each.duty === duty)?.personId ?? null
  const able = people.filter((person) => person.id === assigned || (person.active && may(person, duty)))
  const Icon = duties[duty]
  const assign = (personId: number | null): void => {
    clients.review.assign({ seriesIds: [seriesId], duty, personId }).catch((error: unknown) => notify('error', messageOf(error)))
  }
  const name = people.find(({ id }) => id === assigned)?.name
  return (
    <Menu.Sub position="right-start">
      <Menu.Sub.Target>
        <Menu.Sub.Item leftSection={<Icon size={15} />} data-testid={testIds.seriesAssign} data-duty={duty}>
          {t(`worklist.assign.${duty}`, { name: name ?? t('worklist.nobody') })}
        </Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown>
        {able.map((person) => (
          <Menu.Item
            key={person.id}
            leftSection={<Initials name={person.name} size={20} />}
            rightSection={person.id === assigned && <IconCheck size={14} />}
            onClick={() => assign(person.id)}
            data-testid={testIds.seriesAssignTo}
            data-name={person.name}
          >
            {person.name}
          </Menu.Item>
        ))}
        <Menu.Item rightSection={assigned === null && <IconCheck size={14} />} onClick={() => assign(null)}>
          {t('worklist.nobody')}
        </Menu.Item>
      </Menu.Sub.Dropdown>
    </Menu.Sub>
  )
}
