/** An item that names a concept by its code. */
export function codeItem(value: string, scheme: string, meaning: string): Record<string, unknown> {
  return { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning }
}

/** Text without what DICOM reserves. */
export function shortText(text: string, length: number): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is removed
  return [...text.replaceAll(/[\\\u0000-\u001f\u007f]/g, ' ')].slice(0, length).join('').trim()
}

/** A person's name; carets separate its components. */
export function personName(name: string): string {
  return shortText(name.replaceAll('=', ' '), 64)
}
