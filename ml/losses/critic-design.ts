/** What a critic sees and how it learns. */
export interface CriticDesign {
  /** What lies beside the prediction: the annotation, the image, or nothing. */
  condition: 'annotation' | 'image' | 'none'
  judges: 'probability' | 'logits'
  /** Hinge: Lim & Ye 2017. Wasserstein: with gradient penalty, Gulrajani et al. 2017. */
  form: 'hinge' | 'wasserstein'
}

/** The critic of adversarial similarity distillation. source: reconstructed */
export const defaultCritic: CriticDesign = { condition: 'annotation', judges: 'probability', form: 'hinge' }

/** Losses whose critics have the same name share one critic. */
export function criticName({ condition, judges, form }: CriticDesign): string {
  return `${condition}-${judges}-${form}`
}
