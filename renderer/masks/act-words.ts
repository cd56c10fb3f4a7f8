import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'

/**
 * Words by what is recorded of an act. In both, `#` stands for a number and `*` for anything, such as a name that people gave; those of a
 * kind follow each other as they are recorded.
 */
export type ActWords = Readonly<Record<string, string>>

/** An act in the words of the page; one that the table does not know is called as it is recorded. */
export function actText(recorded: string, words: ActWords, anything: (text: string) => string = (text) => text): string {
  for (const [pattern, text] of Object.entries(words)) {
    const found = expressionOf(pattern).exec(recorded)
    if (found === null) continue
    const values = found.slice(1).map((value, index) => ({ kind: pattern.match(/[#*]/g)![index]!, value }))
    return text.replaceAll(/[#*]/g, (kind) => {
      const at = values.findIndex((each) => each.kind === kind)
      if (at < 0) return kind
      const { value } = values.splice(at, 1)[0]!
      return kind === '*' ? anything(value) : value
    })
  }
  return recorded
}

const tables = new WeakMap<TFunction, Map<string, ActWords>>()

/** The whole table, in the language of the page; read once, since every line of a list asks for it. */
export function actWords(t: TFunction, table: 'act' | 'auditAct'): ActWords {
  const known = tables.get(t) ?? new Map<string, ActWords>()
  tables.set(t, known)
  // What is recorded holds colons, which part nothing here.
  const words = known.get(table) ?? t(table, { returnObjects: true, nsSeparator: false })
  known.set(table, words)
  return words
}

/** The library records acts in words that never change; this says them in the language of the page. */
export function useActText(): (recorded: string) => string {
  const { t } = useTranslation()
  const words = actWords(t, 'act')
  return (recorded) => actText(recorded, words)
}

/** The same for entries of the audit log, which name acts on masks with more around them. */
export function useAuditActText(): (recorded: string) => string {
  const { t } = useTranslation()
  const words = actWords(t, 'auditAct')
  const actTextOf = useActText()
  return (recorded) => actText(recorded, words, actTextOf)
}

const expressions = new Map<string, RegExp>()

function expressionOf(pattern: string): RegExp {
  let expression = expressions.get(pattern)
  if (expression === undefined) expressions.set(pattern, (expression = compiled(pattern)))
  return expression
}

function compiled(pattern: string): RegExp {
  const source = pattern.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`).replaceAll('#', String.raw`(\d+)`).replaceAll('*', '(.*)')
  return new RegExp(`^${source}$`, 's')
}
