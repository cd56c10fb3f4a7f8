import { Button, SegmentedControl, Text, Tooltip } from '@mantine/core'
import { IconArrowMerge, IconCirclesRelation } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WholeDecision } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { useMay } from '../people/people-store'
import { useCommands } from '../shortcuts/command-handlers'
import { useIsMoving } from '../state/motion'
import { sameFrame } from '../state/same-frame'
import { shownKey, useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import viewer from '../viewer/viewer-page.module.css'
import { agreementColours } from './agreement-colours'
import css from './comparison.module.css'
import { useComparison } from './comparison-store'
import { deciding, isSmall, takenAt } from './decide'
import type { ReadingPair } from './decide'
import { useShownRevision } from './use-comparison-figures'

/** Deciding between two readings: as a whole, region by region, or by a click on the image. */
export function DecideBlock({ readings }: { readings: ReadingPair }) {
  const { t } = useTranslation()
  const services = useServices()
  const { clients, compared, masks } = services
  const instance = useViewer((state) => state.instance)!
  const { frame, status } = useShownRevision()
  const key = { instanceId: instance.id, frame }
  const [shown, setShown] = useState<number | null>(null)
  const mayDecide = useMay('review')
  const approved = status === 'approved'
  const locked = approved || !mayDecide
  const moving = useIsMoving()
  const differences = useQuery({
    queryKey: ['reading-differences', instance.id, frame, readings.first, readings.second],
    queryFn: async () => {
      // Whose labels the mask has in a region is looked up in both readings.
      for (const number of [readings.first, readings.second]) await compared.load(key, { kind: 'reading', number }, instance)
      return clients.readings.differences({ ...key, ...readings })
    },
    enabled: !moving,
    retry: false,
  }).data
  const regions = (differences ?? []).map((region, index) => ({ ...region, index, taken: takenAt(region.y * instance.columns + region.x, masks.peek(key)?.labels, compared.peek(key, { kind: 'reading', number: readings.first }), compared.peek(key, { kind: 'reading', number: readings.second })) }))
  const large = regions.filter((region) => !isSmall(region))
  const small = regions.filter(isSmall)

  const show = (index: number | null): void => {
    setShown(index)
    useComparison.setState({ marked: index === null ? null : (regions[index]?.rect ?? null) })
  }
  useEffect(() => () => useComparison.setState({ marked: null }), [])
  // The panel follows the image a moment later.
  const isShown = (): boolean => sameFrame(shownKey(), key)
  const whole = (take: WholeDecision): void => void (isShown() && deciding(services, key, () => clients.readings.adjudicate({ ...key, ...readings, take })))
  const decide = (which: readonly number[], take: 'first' | 'second'): void => {
    if (which.length > 0 && !locked && isShown()) void deciding(services, key, () => clients.readings.decide({ ...key, ...readings, where: { regions: [...which] }, take }))
  }
  const next = (): void => {
    const place = large.findIndex(({ index }) => index === shown)
    show(large[(place + 1) % Math.max(1, large.length)]?.index ?? null)
  }
  const decideShown = (take: 'first' | 'second') => (): false | void => {
    if (shown === null) return false
    decide([shown], take)
    next()
  }
  useCommands({ 'next-difference': next, 'take-a': decideShown('first'), 'take-b': decideShown('second') })

  return (
    <div className={viewer['block']} data-testid={testIds.decideBlock}>
      <h2 className={viewer['blockTitle']}>{t('decide.title')}</h2>
      <div className={css['takes']}>
        {(['first', 'second', 'agreement', 'union'] as const).map((take) => (
          <Tooltip key={take} label={t(`decide.explain.${take}`)} position="left" multiline w={230}>
            <Button variant="default" px={8} disabled={locked} leftSection={<TakeMark take={take} />} onClick={() => whole(take)} data-testid={testIds.decideWhole} data-take={take}>
              {t(`decide.${take}`)}
            </Button>
          </Tooltip>
        ))}
      </div>
      <Text size="xs" c="dimmed">
        {t(approved ? 'decide.approved' : mayDecide ? 'decide.hint' : 'decide.notYours')}
      </Text>
      <ul className={css['regions']} aria-label={t('decide.regions')}>
        {large.map(({ index, side, pixels, taken }) => (
          <li key={index} className={css['regionRow']}>
            <button type="button" className={css['region']} data-shown={index === shown} onClick={() => show(index === shown ? null : index)} data-testid={testIds.decideRegion} data-side={side} data-taken={taken ?? ''}>
              <span className={css['swatch']} style={{ background: side === 'labels' ? '#fff' : agreementColours[side] }} aria-hidden="true" />
              {t(`decide.side.${side}`)}
              <span className={css['number']}>{t('compare.pixels', { count: pixels })}</span>
            </button>
            <TakeControl taken={taken} disabled={locked} onTake={(take) => decide([index], take)} />
          </li>
        ))}
        {small.length > 0 && (
          <li className={css['regionRow']}>
            <Tooltip label={t('decide.smallHint')} position="left" multiline w={230}>
              <span className={css['region']}>
                {t('decide.small', { count: small.length })}
                <span className={css['number']}>{t('compare.pixels', { count: small.reduce((sum, { pixels }) => sum + pixels, 0) })}</span>
              </span>
            </Tooltip>
            <TakeControl taken={small.every(({ taken }) => taken === small[0]!.taken) ? small[0]!.taken : null} disabled={locked} onTake={(take) => decide(small.map(({ index }) => index), take)} />
          </li>
        )}
      </ul>
      {differences?.length === 0 && <Text size="sm">{t('decide.same')}</Text>}
    </div>
  )
}

function TakeControl({ taken, disabled, onTake }: { taken: 'first' | 'second' | null; disabled: boolean; onTake: (take: 'first' | 'second') => void }) {
  const { t } = useTranslation()
  return (
    <SegmentedControl
      size="xs"
      className={css['take']}
      disabled={disabled}
      // Neither is shown as chosen when the mask is that of none.
      value={taken ?? ''}
      onChange={(value) => onTake(value as 'first' | 'second')}
      aria-label={t('decide.take')}
      data={[{ value: 'first', label: 'A' }, { value: 'second', label: 'B' }]}
    />
  )
}

function TakeMark({ take }: { take: WholeDecision }) {
  if (take === 'agreement') return <IconCirclesRelation size={15} />
  if (take === 'union') return <IconArrowMerge size={15} />
  return <span className={css['swatch']} style={{ background: agreementColours[take === 'first' ? 'a' : 'b'] }} />
}
