/** The value of an option as a whole number, or an error that names the option. */
export function wholeNumber(values, name) {
  if (!/^\d{1,9}$/.test(values[name])) throw new Error(`--${name} takes a whole number, not ${values[name]}.`)
  return Number(values[name])
}
