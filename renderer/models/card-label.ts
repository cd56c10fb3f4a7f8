import { t } from 'i18next'

/** What model cards say, by their keys without case and punctuation. */
const facts = {
  about: 'models.cardFact.about',
  purpose: 'models.cardFact.purpose',
  data: 'models.cardFact.data',
  datasha256: 'models.cardFact.dataSha256',
  command: 'models.cardFact.command',
  seed: 'models.cardFact.seed',
  training: 'models.cardFact.training',
  losses: 'models.cardFact.losses',
  teacher: 'models.cardFact.teacher',
  validation: 'models.cardFact.validation',
  images: 'models.cardFact.images',
  threshold: 'models.threshold',
  dice: 'figures.dice',
  meandice: 'figures.dice',
  dicepooled: 'figures.dicePooled',
  pooleddice: 'figures.dicePooled',
  iou: 'figures.iou',
  sensitivity: 'figures.sensitivity',
  specificity: 'figures.specificity',
  auc: 'figures.auc',
  cldice: 'figures.clDice',
  hd95: 'compare.figure.hausdorff95',
  hausdorff95: 'compare.figure.hausdorff95',
  betti0error: 'compare.figure.bettiZeroError',
  bettizeroerror: 'compare.figure.bettiZeroError',
} as const

const externalTest = /^external test: *(\S.*)$/i

/** The name of a line of a model card in the language of the page; a key that nobody here knows names itself. */
export function cardLabel(key: string): string {
  const name = externalTest.exec(key)?.[1]
  if (name !== undefined) return t('models.cardFact.externalTest', { name })
  const plain = key.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  return Object.hasOwn(facts, plain) ? t(facts[plain as keyof typeof facts]) : key
}
