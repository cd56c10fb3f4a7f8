import { Select, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ComparisonChoices, MaskSource } from '../../electron/ipc/contract/index'
import { useModels } from '../connection/queries'
import { agreementColours } from './agreement-colours'
import css from './comparison.module.css'
import { sourceName, useComparison } from './comparison-store'
import type { Side } from './comparison-store'
import { nameOfSource, sourceGroups } from './source-names'

/** What one side of the comparison is. */
export function SideSelect({ side, choices, testId }: { side: Side; choices: ComparisonChoices | undefined; testId: string }) {
  const { t } = useTranslation()
  const { a, b } = useComparison()
  const models = useModels().data ?? []
  const value = side === 'a' ? a : b
  const groups = sourceGroups(choices, models, [a, b])
  const byName = new Map(groups.flatMap(({ items }) => items.map((item) => [sourceName(item.source), item] as const)))
  const choose = (name: string | null): void => {
    const source: MaskSource | undefined = name === null ? undefined : byName.get(name)?.source
    if (source !== undefined) useComparison.setState(side === 'a' ? { a: source } : { b: source })
  }
  return (
    <div className={css['side']}>
      <span className={css['sideLetter']} style={{ background: agreementColours[side] }} aria-hidden="true">
        {side.toUpperCase()}
      </span>
      <Select
        flex={1}
        size="xs"
        allowDeselect={false}
        aria-label={t('compare.side', { side: side.toUpperCase() })}
        data={groups.map(({ group, items }) => ({ group, items: items.map(({ source }) => ({ value: sourceName(source), label: nameOfSource(source, choices, models) })) }))}
        value={sourceName(value)}
        onChange={choose}
        maxDropdownHeight={420}
        comboboxProps={{ width: 300, position: 'bottom-end' }}
        renderOption={({ option }) => (
          <div className={css['option']}>
            <span>{option.label}</span>
            <Text span size="xs" c="dimmed" truncate>
              {byName.get(option.value)?.detail}
            </Text>
          </div>
        )}
        data-testid={testId}
      />
    </div>
  )
}
