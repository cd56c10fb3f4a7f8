import { Button, Menu, SegmentedControl, VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CommandKeys } from '../shortcuts/command-keys'
import { clearLoop, cineSpeeds, setCineSpeed, setLoopEnd, setLoopStart, speedName } from '../state/cine-acts'
import { useViewer } from '../state/viewer-store'
import { testIds } from '../test-ids'

/** How the run is played. */
export function CineMenu() {
  const { t } = useTranslation()
  const speed = useViewer((state) => state.cineSpeed)
  const pingPong = useViewer((state) => state.pingPong)
  const loop = useViewer((state) => state.loop)
  const changed = speed !== 1 || pingPong || loop !== null
  return (
    <Menu position="top-end" width={300} closeOnItemClick={false}>
      <Menu.Target>
        <Button variant={changed ? 'light' : 'default'} size="compact-sm" miw={48} data-testid={testIds.cineSettings}>
          <VisuallyHidden>{t('cine.settings')}</VisuallyHidden>
          {t('cine.speedOf', { speed: speedName(speed) })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('cine.speed')}</Menu.Label>
        <SegmentedControl
          fullWidth
          size="xs"
          mx={8}
          mb={6}
          aria-label={t('cine.speed')}
          value={String(speed)}
          onChange={(value) => setCineSpeed(Number(value))}
          data={cineSpeeds.map((each) => ({
            value: String(each),
            label: (
              <span data-testid={testIds.cineSpeed} data-speed={each}>
                {t('cine.speedOf', { speed: speedName(each) })}
              </span>
            ),
          }))}
        />
        <Menu.CheckboxItem checked={pingPong} onChange={(checked) => useViewer.setState({ pingPong: checked })} rightSection={<CommandKeys command="ping-pong" />}>
          {t('cine.pingPong')}
        </Menu.CheckboxItem>
        <Menu.Divider />
        <Menu.Label>{loop === null ? t('cine.loop') : t('cine.loopOf', { from: loop.from + 1, to: loop.to + 1 })}</Menu.Label>
        <Menu.Item onClick={setLoopStart} rightSection={<CommandKeys command="loop-start" />}>
          {t('cine.loopStart')}
        </Menu.Item>
        <Menu.Item onClick={setLoopEnd} rightSection={<CommandKeys command="loop-end" />}>
          {t('cine.loopEnd')}
        </Menu.Item>
        <Menu.Item disabled={loop === null} onClick={clearLoop} rightSection={<CommandKeys command="loop-clear" />}>
          {t('cine.loopClear')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
