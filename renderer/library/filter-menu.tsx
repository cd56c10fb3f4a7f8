import { Button, Checkbox, Group, Popover, ScrollArea, Stack, Text, TextInput, UnstyledButton } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ChoiceFilter, SeriesAnswer } from '../../electron/ipc/contract/index'
import { testIds } from '../test-ids'
import { changeFilters, filterCount, useBrowser } from './browser-store'
import { useChoiceNames } from './choice-names'
import css from './study-browser.module.css'

/** The filters with a list of their own, in their order; the review status has chips. */
const listed: readonly ChoiceFilter[] = ['assignee', 'model', 'label', 'modality']

/** Further filters: lists of what occurs in the library with its counts, and the dates of the studies. */
export function FilterMenu({ choices }: { choices: SeriesAnswer['choices'] | undefined }) {
  const { t } = useTranslation()
  const filters = useBrowser((state) => state.query.filters)
  const set = filterCount({ filters })
  return (
    <Popover position="bottom-start" width={276} shadow="lg" trapFocus withinPortal>
      <Popover.Target>
        <UnstyledButton className={css['barButton']} data-active={set > 0} data-testid={testIds.studyFilter} aria-label={t('browser.filterLabel', { count: set })}>
          <IconFilter size={14} />
          {set > 0 && set}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={t('browser.filter')}>
        <ScrollArea.Autosize mah="60vh" type="auto" scrollbars="y">
          <Stack gap="md" p="sm">
            {listed.map((name) => (
              <ChoiceList key={name} name={name} choices={choices?.[name] ?? []} />
            ))}
            <Stack gap={6}>
              <Text size="xs" fw={600} c="dimmed">
                {t('browserFilter.date')}
              </Text>
              <Group gap={8} wrap="nowrap">
                <Day label={t('browser.from')} value={filters.from} onChange={(from) => changeFilters({ from })} testId={testIds.studyFrom} />
                <Day label={t('browser.to')} value={filters.to} onChange={(to) => changeFilters({ to })} testId={testIds.studyTo} />
              </Group>
            </Stack>
            <Button variant="default" disabled={set === 0} onClick={() => changeFilters({ choices: {}, from: null, to: null })}>
              {t('browser.clearFilters')}
            </Button>
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  )
}

function ChoiceList({ name, choices }: { name: ChoiceFilter; choices: SeriesAnswer['choices'][ChoiceFilter] }) {
  const { t, i18n } = useTranslation()
  const all = useBrowser((state) => state.query.filters.choices)
  const nameOf = useChoiceNames(name)
  const chosen = all[name] ?? []
  const lines = choices.map((choice) => ({ ...choice, label: nameOf(choice.value) })).sort((one, other) => one.label.localeCompare(other.label, i18n.language, { numeric: true }))
  return (
    <Stack gap={6} role="group" aria-label={t(`browserFilter.${name}`)}>
      <Text size="xs" fw={600} c="dimmed">
        {t(`browserFilter.${name}`)}
      </Text>
      {lines.length === 0 && (
        <Text size="xs" c="dimmed">
          {t('browser.noChoices')}
        </Text>
      )}
      {lines.map(({ value, label, count }) => (
        <Checkbox
          key={value}
          size="xs"
          checked={chosen.includes(value)}
          onChange={() => changeFilters({ choices: { ...all, [name]: toggled(chosen, value) } })}
          label={
            <span className={css['choice']}>
              <span>{label}</span>
              <span>{count.toLocaleString(i18n.language)}</span>
            </span>
          }
          classNames={{ body: css['choiceBody'], labelWrapper: css['choiceLabel'] }}
          data-testid={testIds.studyChoice}
          data-choice={`${name} ${value}`}
        />
      ))}
    </Stack>
  )
}

function Day({ label, value, onChange, testId }: { label: string; value: string | null; onChange: (day: string | null) => void; testId: string }) {
  return <TextInput type="date" size="xs" flex={1} miw={0} aria-label={label} value={value ?? ''} onChange={(event) => onChange(event.currentTarget.value || null)} data-testid={testId} />
}

/** With the value, or without it when it was there. */
export function toggled(values: readonly string[], value: string): string[] {
  return values.includes(value) ? values.filter((each) => each !== value) : [...values, value]
}
