import { createTheme, Badge, Button, Drawer, Menu, Modal, Tooltip } from '@mantine/core'
import type { CSSVariablesResolver, MantineColorsTuple, MantineThemeOverride } from '@mantine/core'
import { t } from 'i18next'

/** Blue-tinted greys: an angiogram stays the brightest thing in a dark room. */
const dark: MantineColorsTuple = ['#d9e0e8', '#b9c3cf', '#98a5b4', '#6f7d8e', '#354150', '#26303c', '#1a222c', '#11171e', '#0b1015', '#06080b']
const teal: MantineColorsTuple = ['#e0f7f4', '#bdebe5', '#93ddd3', '#66cec1', '#43c0b1', '#2bab9c', '#178378', '#106d64', '#0a564f', '#043f3a']

/** What was chosen or closed is gone at once: until then its keys are taken, and the next one pressed would be lost. */
const quick = { duration: 80, exitDuration: 0 }

/** Made once the words are there: closing buttons carry their name. */
export function createPageTheme(): MantineThemeOverride {
  const closeButtonProps = { 'aria-label': t('common.close') }
  return createTheme({
    colors: { dark, teal },
    primaryColor: 'teal',
    primaryShade: 6,
    autoContrast: true,
    defaultRadius: 'sm',
    fontFamily: '"Inter", "Segoe UI", system-ui, -apple-system, "Noto Sans", "Liberation Sans", sans-serif',
    fontFamilyMonospace: '"JetBrains Mono", "Cascadia Mono", ui-monospace, "DejaVu Sans Mono", monospace',
    fontSizes: { xs: '11.5px', sm: '13px', md: '14px', lg: '16px', xl: '19px' },
    headings: { fontWeight: '600' },
    cursorType: 'pointer',
    components: {
      Button: Button.extend({ defaultProps: { size: 'xs' } }),
      Badge: Badge.extend({ defaultProps: { radius: 'sm', variant: 'light' } }),
      Menu: Menu.extend({ defaultProps: { shadow: 'lg', offset: 4, withinPortal: true, withInitialFocusPlaceholder: false, transitionProps: quick } }),
      Drawer: Drawer.extend({ defaultProps: { closeButtonProps, transitionProps: quick } }),
      Modal: Modal.extend({ defaultProps: { centered: true, closeButtonProps, overlayProps: { backgroundOpacity: 0.6, blur: 2 }, transitionProps: { ...quick, transition: 'fade-down' } } }),
      Tooltip: Tooltip.extend({ defaultProps: { openDelay: 500, withArrow: true, color: 'dark.5' } }),
    },
  })
}

/** Mantine darkens its light variant by the deepest shade, which is almost black in these tuples. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {},
  dark: {
    '--mantine-color-teal-light': 'rgb(67 192 177 / 18%)',
    '--mantine-color-teal-light-hover': 'rgb(67 192 177 / 26%)',
    '--mantine-color-teal-light-color': '#7fdcd0',
    '--mantine-color-green-light': 'rgb(76 195 138 / 18%)',
    '--mantine-color-green-light-hover': 'rgb(76 195 138 / 26%)',
    '--mantine-color-green-light-color': '#85dfb1',
  },
})
