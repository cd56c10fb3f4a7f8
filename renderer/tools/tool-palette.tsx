import { ActionIcon } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CommandTooltip } from '../shortcuts/command-tooltip'
import { useViewer } from '../state/viewer-store'
import { maskTools } from './mask-tools'
import css from './tools.module.css'

/** The tools that change the mask, beside the image. */
export function ToolPalette() {
  const { t } = useTranslation()
  const chosen = useViewer((state) => state.tool)
  return (
    <div className={css['palette']} role="toolbar" aria-orientation="vertical" aria-label={t('toolOptions.palette')}>
      {maskTools.map(({ id, icon: Icon, testId }) => (
        <CommandTooltip key={id} command={`tool-${id}`} position="right">
          <ActionIcon
            size={32}
            variant={chosen === id ? 'light' : 'subtle'}
            color={chosen === id ? 'teal' : 'gray'}
            aria-label={t(`tool.${id}`)}
            aria-pressed={chosen === id}
            // A click leaves the focus on the image, where the space bar plays the run.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => useViewer.setState({ tool: id })}
            data-testid={testId}
          >
            <Icon size={19} />
          </ActionIcon>
        </CommandTooltip>
      ))}
    </div>
  )
}
