import { Alert, Button, Group, Menu, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconCircleCheck, IconEyeOff, IconGitCompare, IconUserPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { useMaskFacts } from '../masks/use-mask-facts'
import { useMay } from '../people/people-store'
import { messageOf } from '../shell/message-of'
import { notify } from '../shell/notify'
import { useIsMoving } from '../state/motion'
import { useFrame } from '../state/shown-frame'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import viewer from '../viewer/viewer-page.module.css'
import { closeComparison, compare } from './comparison-store'

/** Readings of the shown frame: begin one's own, finish it, compare those that are finished. */
export function ReadingsBlock() {
  const { t } = useTranslation()
  const { clients, masks } = useServices()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const mayRead = useMay('annotate')
  const instanceId = useViewer((state) => state.instance?.id ?? null)
  const frame = useFrame()
  const approved = useMaskFacts((facts) => facts?.status === 'approved')
  const moving = useIsMoving()
  const found = useQuery({
    queryKey: ['readings', instanceId, frame],
    queryFn: () => clients.readings.list({ instanceId: instanceId!, frame }),
    enabled: instanceId !== null && !moving,
    gcTime: 60_000,
  }).data
  const wasRead = (found?.readings.length ?? 0) > 0
  useEffect(() => {
    const again = (): void => void queries.invalidateQueries({ queryKey: ['readings'] })
    const detach = [
      clients.readings.on('changed', again),
      // A decision between readings can be undone like any act; without readings there is none.
      clients.masks.on('changed', (key) => wasRead && key.instanceId === instanceId && key.frame === frame && again()),
    ]
    return () => detach.forEach((stop) => stop())
  }, [clients, queries, wasRead, instanceId, frame])
  if (found === undefined || instanceId === null) return null

  const key = { instanceId, frame }
  const { readings, blind, adjudicated } = found
  const finished = readings.filter(({ finishedAt }) => finishedAt !== null)
  const open = readings.find(({ finishedAt }) => finishedAt === null)
  const act = async (what: () => Promise<unknown>): Promise<void> => {
    setBusy(true)
    try {
      await masks.replacing(key, what)
    } catch (error) {
      notify('error', messageOf(error))
    }
    setBusy(false)
  }
  const start = (from: 'prediction' | 'empty'): void => {
    closeComparison()
    void act(() => clients.readings.start({ ...key, from }))
  }
  const discard = (): void =>
    void modals.openConfirmModal({
      title: t('readings.discardTitle'),
      children: <Text size="sm">{t('readings.discardMore')}</Text>,
      labels: { confirm: t('readings.discard'), cancel: t('common.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => void act(() => clients.readings.discard(key)),
    })

  return (
    <div className={viewer['block']} data-testid={testIds.readingsBlock} data-finished={finished.length} data-open={open !== undefined}>
      <h2 className={viewer['blockTitle']}>{t('readings.title')}</h2>
      {open === undefined ? (
        <>
          {finished.map(({ number, reader }) => (
            <Text key={number} size="xs" c="dimmed" truncate>
              {t('compare.readingBy', { number, name: reader })}
            </Text>
          ))}
          {adjudicated !== null && (
            <Group gap={6} wrap="nowrap" c="green.4">
              <IconCircleCheck size={15} />
              <Text size="xs">{t('readings.adjudicated', { name: adjudicated.by })}</Text>
            </Group>
          )}
          {finished.length >= 2 && (
            <Button
              fullWidth
              variant="light"
              leftSection={<IconGitCompare size={16} />}
              onClick={() => compare({ kind: 'reading', number: finished.at(-2)!.number }, { kind: 'reading', number: finished.at(-1)!.number })}
              data-testid={testIds.readingsCompare}
            >
              {t('readings.compare')}
            </Button>
          )}
          <StartMenu disabled={approved || !mayRead} busy={busy} onStart={start} />
        </>
      ) : blind ? (
        <Alert color="teal" variant="light" p={10} icon={<IconEyeOff size={18} />} title={t('readings.yours')}>
          <Text size="xs" mb={8}>
            {t('readings.yoursMore')}
          </Text>
          <Group gap={6}>
            <Button loading={busy} onClick={() => void act(() => clients.readings.finish(key))} data-testid={testIds.readingFinish}>
              {t('readings.finish')}
            </Button>
            <Button variant="subtle" color="gray" disabled={busy} onClick={discard} data-testid={testIds.readingDiscard}>
              {t('readings.discard')}
            </Button>
          </Group>
        </Alert>
      ) : (
        <Text size="xs" c="dimmed">
          {t('readings.others', { name: open.reader })}
        </Text>
      )}
    </div>
  )
}

function StartMenu({ disabled, busy, onStart }: { disabled: boolean; busy: boolean; onStart: (from: 'prediction' | 'empty') => void }) {
  const { t } = useTranslation()
  return (
    <Menu position="left-start" width={270}>
      <Menu.Target>
        <Button fullWidth variant="default" leftSection={<IconUserPlus size={16} />} disabled={disabled} loading={busy} data-testid={testIds.readingStart}>
          {t('readings.start')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('readings.startMore')}</Menu.Label>
        <Menu.Item onClick={() => onStart('prediction')} data-testid={testIds.readingFromPrediction}>
          {t('readings.fromPrediction')}
        </Menu.Item>
        <Menu.Item onClick={() => onStart('empty')} data-testid={testIds.readingFromEmpty}>
          {t('readings.fromEmpty')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
