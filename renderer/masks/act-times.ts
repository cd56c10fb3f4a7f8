/** Making a format takes longer than all that it writes: each language has its own for as long as the page lives. */
const byLanguage = new Map<string, { readonly time: Intl.DateTimeFormat; readonly day: Intl.DateTimeFormat; readonly whole: Intl.DateTimeFormat }>()

function formatsOf(language: string) {
  let formats = byLanguage.get(language)
  if (formats === undefined) {
    formats = {
      time: new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }),
      day: new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' }),
      whole: new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'medium' }),
    }
    byLanguage.set(language, formats)
  }
  return formats
}

/** The time of today's acts, the day of older ones. */
export function shortTime(at: Date, language: string, now = new Date()): string {
  const { time, day } = formatsOf(language)
  return (at.toDateString() === now.toDateString() ? time : day).format(at)
}

/** Day and time of an act. */
export function fullTime(at: Date, language: string): string {
  return formatsOf(language).whole.format(at)
}
