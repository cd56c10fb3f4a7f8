import { binaryCrossEntropy } from './binary-cross-entropy'
import type { Loss } from './loss'

/** Binary cross-entropy of the student's logits against the annotation, mean over pixels. */
export const crossEntropy: Loss = {
  name: 'ce',
  term: 'segmentation',
  needsTeacher: false,
  needsCritic: false,
  compute: ({ student, annotation }) => binaryCrossEntropy(student.logits, annotation),
}
