import { Menu } from '@mantine/core'
import { IconFilter } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { isFiltering, noFilters } from '../filters/filter-settings'
import { CommandKeys } from '../shortcuts/command-keys'
import { changeFilters, subtractShownFrame } from '../state/filter-acts'
import { useFrame } from '../state/shown-frame'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'
import { MenuTarget } from './menu-target'

/** How the image of the active pane is shown without being changed. */
export function FilterMenu() {
  const { t } = useTranslation()
  const filters = useViewer((state) => state.filters)
  const frame = useFrame()
  const single = useViewer((state) => (state.instance?.frames ?? 1) < 2)
  const colour = useViewer((state) => state.instance?.samplesPerPixel === 3)
  const intensity = useViewer((state) => state.instance?.pixelIntensity?.relationship ?? null)
  const on = isFiltering(filters)
  return (
    <Menu position="bottom-start" width={310} closeOnItemClick={false}>
      <MenuTarget label={t('filter.title')} on={on} testId={testIds.filterMenu}>
        <IconFilter size={18} />
      </MenuTarget>
      <Menu.Dropdown>
        <Menu.Label>{t(colour ? 'filter.notOnColour' : 'filter.viewOnly')}</Menu.Label>
        <Menu.CheckboxItem
          disabled={single || colour}
          checked={filters.subtraction !== null}
          title={t(`filter.explain.${intensity ?? 'unknown'}`)}
          onChange={(checked) => (checked ? subtractShownFrame() : changeFilters({ subtraction: null }))}
          rightSection={<CommandKeys command="subtraction" />}
          data-testid={testIds.filterSubtraction}
        >
          {filters.subtraction === null ? t('filter.subtract', { frame: frame + 1 }) : t('filter.subtracts', { frame: filters.subtraction.frame + 1 })}
        </Menu.CheckboxItem>
        <Menu.CheckboxItem disabled={colour} checked={filters.equalise} onChange={(equalise) => changeFilters({ equalise })} rightSection={<CommandKeys command="equalise" />} data-testid={testIds.filterEqualise}>
          {t('filter.equalise')}
        </Menu.CheckboxItem>
        <Menu.CheckboxItem disabled={colour} checked={filters.sharpen} onChange={(sharpen) => changeFilters({ sharpen })} rightSection={<CommandKeys command="sharpen" />} data-testid={testIds.filterSharpen}>
          {t('filter.sharpen')}
        </Menu.CheckboxItem>
        <Menu.Divider />
        <Menu.Item disabled={filters.subtraction === null} onClick={subtractShownFrame} rightSection={<CommandKeys command="subtract-frame" />}>
          {t('filter.useThisFrame', { frame: frame + 1 })}
        </Menu.Item>
        <Menu.Item disabled={!on} onClick={() => changeFilters(noFilters)} closeMenuOnClick>
          {t('filter.off')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
