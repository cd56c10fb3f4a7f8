import { MantineProvider } from '@mantine/core'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { createPageTheme, cssVariables } from '../theme'

/** The page's looks around what is shown before, or instead of, the workstation. */
export function BarePage({ nonce, children }: { nonce: string; children: ReactNode }) {
  const [theme] = useState(createPageTheme)
  return (
    <MantineProvider theme={theme} forceColorScheme="dark" cssVariablesResolver={cssVariables} getStyleNonce={() => nonce}>
      {children}
    </MantineProvider>
  )
}
