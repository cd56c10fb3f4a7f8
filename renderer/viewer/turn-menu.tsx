import { Menu } from '@mantine/core'
import { IconAspectRatio, IconFlipHorizontal, IconFlipVertical, IconRotate2, IconRotateClockwise2, IconZoomIn, IconZoomOut } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { CommandKeys } from '../shortcuts/command-keys'
import { runCommand } from '../shortcuts/command-handlers'
import { commandOf } from '../shortcuts/commands'
import type { CommandId } from '../shortcuts/commands'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { MenuTarget } from './menu-target'

const items: readonly (readonly [command: CommandId, icon: ReactNode])[] = [
  ['rotate-right', <IconRotateClockwise2 key="right" size={16} />],
  ['rotate-left', <IconRotate2 key="left" size={16} />],
  ['flip-sideways', <IconFlipVertical key="sideways" size={16} />],
  ['flip-upside-down', <IconFlipHorizontal key="down" size={16} />],
  ['one-to-one', <IconAspectRatio key="one" size={16} />],
  ['zoom-in', <IconZoomIn key="in" size={16} />],
  ['zoom-out', <IconZoomOut key="out" size={16} />],
]

/** Turning, mirroring and sizes of the image; the mask turns with it. */
export function TurnMenu() {
  const { t } = useTranslation()
  const turned = useViewer(({ view }) => view !== null && (view.rotation !== 0 || view.mirrored || view.upsideDown))
  return (
    <Menu position="bottom-start" width={260} closeOnItemClick={false}>
      <MenuTarget label={t('turn.title')} on={turned} testId={testIds.turnMenu}>
        <IconRotateClockwise2 size={18} />
      </MenuTarget>
      <Menu.Dropdown>
        {items.map(([command, icon]) => (
          <Menu.Item key={command} leftSection={icon} rightSection={<CommandKeys command={command} />} onClick={() => runCommand(command)}>
            {t(commandOf(command).label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
