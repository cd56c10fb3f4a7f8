import { init, use as addModule } from 'i18next'
import { initReactI18next } from 'react-i18next'
import en from './locales/en.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'page'
    resources: { page: typeof en }
  }
}

/** All words of the page live in `locales/`; values are inserted as text, never as markup. */
export async function setUpWords(): Promise<void> {
  addModule(initReactI18next)
  await init({
    lng: 'en',
    fallbackLng: 'en',
    ns: ['page'],
    defaultNS: 'page',
    resources: { en: { page: en } },
    interpolation: { escapeValue: false },
  })
}
