import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useViewer } from '../state/viewer-store'
import css from '../viewer/viewer-page.module.css'
import { maskTool } from './mask-tools'

/** Settings of the chosen tool, in the panel beside the image. */
export function ToolBlock() {
  const { t } = useTranslation()
  const chosen = useViewer((state) => state.tool)
  const tool = maskTool(chosen)
  if (tool === null) return null
  return (
    <div className={css['block']}>
      <h2 className={css['blockTitle']}>{t(`tool.${tool.id}`)}</h2>
      {tool.Options && <tool.Options />}
      <Text size="xs" c="dimmed">
        {t(`toolHint.${tool.id}`)}
      </Text>
    </div>
  )
}
