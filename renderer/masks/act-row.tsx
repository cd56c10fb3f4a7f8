import { UnstyledButton } from '@mantine/core'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { HistoryAct } from '../../electron/ipc/contract/index'
import { keepFocus } from '../shell/keep-focus'
import { testIds } from '../test-ids'
import { fullTime, shortTime } from './act-times'
import { useActText } from './act-words'
import css from './history.module.css'

interface ActRowProps {
  readonly act: HistoryAct
  /** The act that is applied last. */
  readonly current: boolean
  readonly undone: boolean
  readonly disabled: boolean
  readonly goTo: (sequence: number) => void
}

/** One act of the history list. The list comes anew with every stroke, and all its rows but one or two are as they were. */
export const ActRow = memo(
  function ActRow({ act, current, undone, disabled, goTo }: ActRowProps) {
    const { t, i18n } = useTranslation()
    const { sequence, author, at } = act
    const name = useActText()(act.name)
    const when = at === '' ? null : new Date(at)
    const more = [name, t(`author.${author.kind}`, { name: author.name }), ...(when === null ? [] : [fullTime(when, i18n.language)])].join('\n')
    return (
      <UnstyledButton
        className={css['act']}
        role="option"
        aria-selected={current}
        title={more}
        disabled={disabled}
        onMouseDown={keepFocus}
        onClick={() => goTo(sequence)}
        data-current={current}
        data-undone={undone}
        data-testid={testIds.historyAct}
        data-sequence={sequence}
      >
        <span className={css['name']}>{name}</span>
        <span className={css['who']}>{author.name}</span>
        <span className={css['time']}>{when === null ? '' : shortTime(when, i18n.language)}</span>
      </UnstyledButton>
    )
  },
  (one, other) => one.current === other.current && one.undone === other.undone && one.disabled === other.disabled && one.goTo === other.goTo && isSameAct(one.act, other.act),
)

/** Acts are written once; but after an undo another one may get the number. */
function isSameAct(one: HistoryAct, other: HistoryAct): boolean {
  return one.sequence === other.sequence && one.at === other.at && one.name === other.name && one.author.kind === other.author.kind && one.author.name === other.author.name
}
