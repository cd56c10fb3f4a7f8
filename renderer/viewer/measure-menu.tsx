import { Menu } from '@mantine/core'
import { IconRuler2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { measureTools } from '../measure/measure-tools'
import { CommandKeys } from '../shortcuts/command-keys'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { MenuTarget } from './menu-target'

/** Lengths, angles, calibration, and what is read off under the pointer. */
export function MeasureMenu() {
  const { t } = useTranslation()
  const tool = useViewer((state) => state.tool)
  const probe = useViewer((state) => state.probe)
  const magnifier = useViewer((state) => state.magnifier)
  const chosen = measureTools.find(({ id }) => id === tool)
  const Icon = chosen?.icon ?? IconRuler2
  return (
    <Menu position="bottom-start" width={260}>
      <MenuTarget label={t('measure.menu')} on={chosen !== undefined || probe || magnifier} testId={testIds.measureMenu}>
        <Icon size={18} />
      </MenuTarget>
      <Menu.Dropdown>
        {measureTools.map(({ id, icon: ToolIcon, testId }) => (
          <Menu.Item key={id} leftSection={<ToolIcon size={16} />} rightSection={<CommandKeys command={`tool-${id}`} />} onClick={() => useViewer.setState({ tool: id })} data-testid={testId}>
            {t(`tool.${id}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.CheckboxItem checked={probe} onChange={(checked) => useViewer.setState({ probe: checked })} rightSection={<CommandKeys command="probe" />}>
          {t('measure.probe')}
        </Menu.CheckboxItem>
        <Menu.CheckboxItem checked={magnifier} onChange={(checked) => useViewer.setState({ magnifier: checked })} rightSection={<CommandKeys command="magnifier" />}>
          {t('measure.magnifier')}
        </Menu.CheckboxItem>
      </Menu.Dropdown>
    </Menu>
  )
}
