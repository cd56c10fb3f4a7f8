import { MantineProvider } from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { Notifications } from '@mantine/notifications'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import type { AppInfo } from '../electron/ipc/contract/index'
import { ServicesContext } from './connection/services'
import type { PageServices } from './connection/services'
import { PersonChooser } from './people/person-chooser'
import { usePeople } from './people/people-store'
import { Shell } from './shell/shell'
import { createPageTheme, cssVariables } from './theme'

export interface AppProps {
  readonly services: PageServices
  readonly info: AppInfo
  readonly queries: QueryClient
  readonly nonce: string
}

export function App({ services, info, queries, nonce }: AppProps) {
  const someone = usePeople((state) => state.me !== null)
  const [theme] = useState(createPageTheme)
  return (
    <QueryClientProvider client={queries}>
      <MantineProvider theme={theme} forceColorScheme="dark" cssVariablesResolver={cssVariables} getStyleNonce={() => nonce}>
        <ModalsProvider>
          <Notifications position="bottom-left" limit={4} className="notices" />
          <ServicesContext value={services}>
            {someone ? <Shell info={info} /> : <PersonChooser client={services.clients.people} onChoose={services.takeOver} />}
          </ServicesContext>
        </ModalsProvider>
      </MantineProvider>
    </QueryClientProvider>
  )
}
