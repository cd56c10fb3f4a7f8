import { Button, Center, Group, Stack, Text, Title } from '@mantine/core'
import { IconFileUpload, IconFolderOpen } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { useSeriesList } from '../library/series-list'
import { testIds } from '../test-ids'

/** What the viewer shows while nothing is open. */
export function EmptyViewer() {
  const { t } = useTranslation()
  const { actions } = useServices()
  const filled = (useSeriesList().data?.total ?? 0) > 0
  return (
    <Center h="100%">
      <Stack align="center" gap="md" maw={460}>
        <svg width="96" height="96" viewBox="0 0 24 24" fill="none" aria-hidden="true">
          <path d="M4 3c1 6 4 7 6 10s1 6 1 8" stroke="#26303c" strokeWidth="2.2" strokeLinecap="round" />
          <path d="M10 13c3-2 6-2 9-6" stroke="#26303c" strokeWidth="1.6" strokeLinecap="round" />
          <path d="M10.7 16.5c2.8-.6 5.3 1 7.8.7" stroke="#26303c" strokeWidth="1.2" strokeLinecap="round" />
        </svg>
        <Title order={1} fz={22}>
          {t(filled ? 'empty.choose' : 'empty.title')}
        </Title>
        <Text c="dimmed" ta="center" size="sm">
          {t(filled ? 'empty.chooseMore' : 'empty.more')}
        </Text>
        <Group>
          <Button size="sm" variant={filled ? 'default' : 'filled'} leftSection={<IconFileUpload size={17} />} onClick={() => void actions.open('files')} data-testid={testIds.buttonOpenFiles}>
            {t('menu.openFiles')}
          </Button>
          <Button size="sm" variant="default" leftSection={<IconFolderOpen size={17} />} onClick={() => void actions.open('folder')} data-testid={testIds.buttonOpenFolder}>
            {t('menu.openFolder')}
          </Button>
        </Group>
      </Stack>
    </Center>
  )
}
