/** Characters that could forge or hide text where a name is shown: controls, line separators and bidirectional overrides. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const unsafeCharacters = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** Text from a file or its name without characters that could forge or hide what stands around it; `mark` shows where they were. */
export function plainText(text: string, mark: '' | '\ufffd' = ''): string {
  return text.replace(unsafeCharacters, mark)
}
