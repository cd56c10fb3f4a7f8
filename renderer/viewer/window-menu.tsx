import { Group, Menu, Text } from '@mantine/core'
import { IconAdjustmentsHorizontal, IconDeviceFloppy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { CommandKeys } from '../shortcuts/command-keys'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { MenuTarget } from './menu-target'
import type { ViewerController } from './viewer-controller'
import { keepWindow, ownWindowCount, useOwnWindows } from './own-windows'

const kinds = ['default', 'full', 'automatic'] as const
const ownWindowCommands = ['own-window-1', 'own-window-2', 'own-window-3'] as const

/** Windows that are set at once: the file's, by the values of the frame, and the person's own. */
export function WindowMenu({ controller }: { controller: ViewerController | null }) {
  const { t } = useTranslation()
  const { clients } = useServices()
  const own = useOwnWindows((state) => state.windows)
  const view = useViewer((state) => state.view)
  return (
    <Menu position="bottom-start" width={320}>
      <MenuTarget label={t('window.title')} testId={testIds.windowMenu}>
        <IconAdjustmentsHorizontal size={18} />
      </MenuTarget>
      <Menu.Dropdown>
        {kinds.map((kind) => (
          <Menu.Item key={kind} onClick={() => controller?.setWindow(kind)} rightSection={<CommandKeys command={`window-${kind}`} />} data-testid={testIds.windowPreset} data-kind={kind}>
            {t(`window.${kind}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('window.own')}</Menu.Label>
        {ownWindowCommands.slice(0, ownWindowCount).map((command, place) => {
          const kept = own[place] ?? null
          return (
            <Group key={command} gap={2} wrap="nowrap">
              <Menu.Item flex={1} disabled={kept === null} onClick={() => kept && controller?.viewport.setWindow(kept)} rightSection={<CommandKeys command={command} />}>
                {kept === null ? <Text size="sm">{t('window.empty')}</Text> : t('view.window', { center: Math.round(kept.center), width: Math.round(kept.width) })}
              </Menu.Item>
              <Menu.Item w={34} px={8} aria-label={t('window.keepAs', { place: place + 1 })} disabled={view === null} onClick={() => view && void keepWindow(clients.settings, place, { center: view.windowCenter, width: view.windowWidth })}>
                <IconDeviceFloppy size={16} />
              </Menu.Item>
            </Group>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
