import { adversarialTerm } from '../adversarial-similarity'
import type { Loss } from '../loss'

/**
 * Holistic term of structured knowledge distillation (SKD; Liu et al., CVPR 2019): L = −mean D(z^S), where the critic D sees
 * nothing but logits and learns, as a Wasserstein critic with gradient penalty 10, to tell the teacher's from the student's.
 * It is not zero when student and teacher agree: it depends on the critic's offset.
 *
 * Weight 0.1 belongs to the mean over the score grid (the authors' code, with WGAN-GP; 0.001 in CIRKD and IFVD with hinge).
 * source: formula and weight published; the critic is smaller than the published one.
 */
export const holistic: Loss = adversarialTerm('skd-holistic', 'rival', { condition: 'none', judges: 'logits', form: 'wasserstein' })
