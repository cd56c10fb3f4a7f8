import { seemsToHaveText } from './burned-in-text'
import { deidentifyFile, nothingSaid, type DeidentifiedFile } from './deidentify-file'
import type { DeidentifyOptions } from './deidentify-options'

/** `deidentifyFile`; where the header does not say whether text is burned in, the pixels are looked at, and the warning tells what was seen. */
export async function deidentifyImage(file: string, out: string, options: DeidentifyOptions): Promise<DeidentifiedFile> {
  const written = deidentifyFile(file, out, options)
  if (!written.warnings.includes(nothingSaid) || !(await seemsToHaveText(file))) return written
  const seen = 'There seem to be characters at the border of its frames, and its header does not say whether text is burned into the pixels: look at every frame before it leaves the house.'
  return { ...written, warnings: written.warnings.map((warning) => (warning === nothingSaid ? seen : warning)) }
}
