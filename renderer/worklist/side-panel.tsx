import { Badge, SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { runCommand, useCommands } from '../shortcuts/command-handlers'
import { StudyBrowser } from '../library/study-browser'
import { testIds } from '../test-ids'
import css from './side-panel.module.css'
import { WorklistPanel } from './worklist-panel'
import { useWorklist } from './worklist-store'

/** Beside the image: everything there is, or what waits for the person. */
export function SidePanel() {
  const { t } = useTranslation()
  const shown = useWorklist((state) => state.shown)
  const counts = useWorklist((state) => state.list?.counts)
  // The search is found from the worklist too: it is there one rendering later.
  useCommands({
    'search-studies': () => {
      if (!shown) return false
      useWorklist.setState({ shown: false })
      requestAnimationFrame(() => runCommand('search-studies'))
    },
  })
  const open = counts === undefined ? 0 : counts.returned + counts.annotate + counts.review
  return (
    <div className={css['side']}>
      <SegmentedControl
        className={css['tabs']}
        size="xs"
        fullWidth
        value={shown ? 'worklist' : 'studies'}
        onChange={(value) => useWorklist.setState({ shown: value === 'worklist' })}
        aria-label={t('worklist.panel')}
        data={[
          { value: 'studies', label: <span data-testid={testIds.tabStudies}>{t('browser.label')}</span> },
          {
            value: 'worklist',
            label: (
              <span data-testid={testIds.tabWorklist}>
                {t('worklist.label')}{' '}
                {open > 0 && (
                  <Badge size="xs" variant="light" color={counts!.returned > 0 ? 'red' : 'teal'}>
                    {open}
                  </Badge>
                )}
              </span>
            ),
          },
        ]}
      />
      {shown ? (
        <aside className={css['worklist']} aria-label={t('worklist.label')}>
          <WorklistPanel />
        </aside>
      ) : (
        <StudyBrowser />
      )}
    </div>
  )
}
