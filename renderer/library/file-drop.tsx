import { Center, Overlay, Stack, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useServices } from '../connection/services'
import { droppedFiles } from '../connection/upload'
import { testIds } from '../test-ids'

/** The whole window takes files and folders; it also owns the page's own file inputs, for hosts without a native dialog. */
export function FileDrop({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const { actions } = useServices()
  const [over, setOver] = useState(false)
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const mask = useRef<HTMLInputElement>(null)

  useEffect(() => {
    actions.pickBy((kind) => ({ files, folder, mask })[kind].current?.click())
    let depth = 0
    const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false
    const enter = (event: DragEvent): void => {
      if (!holdsFiles(event)) return
      depth++
      setOver(true)
    }
    const leave = (event: DragEvent): void => {
      if (!holdsFiles(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const hover = (event: DragEvent): void => event.preventDefault()
    const drop = (event: DragEvent): void => {
      event.preventDefault()
      depth = 0
      setOver(false)
      const { dataTransfer } = event
      if (dataTransfer === null || dataTransfer.files.length === 0) return
      const topLevel = [...dataTransfer.files]
      void droppedFiles(dataTransfer.items).then((found) => actions.importFiles(found, topLevel))
    }
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('dragover', hover)
    window.addEventListener('drop', drop)
    return () => {
      actions.pickBy(null)
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('dragover', hover)
      window.removeEventListener('drop', drop)
    }
  }, [actions])

  const picked = (input: HTMLInputElement): void => {
    const chosen = [...(input.files ?? [])]
    input.value = ''
    void actions.importPicked(chosen.map((file) => ({ name: file.webkitRelativePath || file.name, file })))
  }
  return (
    <>
      {children}
      <input ref={files} type="file" multiple hidden aria-label={t('menu.openFiles')} data-testid={testIds.inputFiles} onChange={(event) => picked(event.currentTarget)} />
      <input ref={folder} type="file" {...{ webkitdirectory: '' }} hidden aria-label={t('menu.openFolder')} data-testid={testIds.inputFolder} onChange={(event) => picked(event.currentTarget)} />
      <input
        ref={mask}
        type="file"
        accept=".png"
        hidden
        aria-label={t('menu.importMask')}
        data-testid={testIds.inputMask}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? []
          if (file) void actions.importMaskFile({ name: file.name, file })
          currentTarget.value = ''
        }}
      />
      {over && (
        <Overlay fixed backgroundOpacity={0.75} blur={3} zIndex={1000}>
          <Center h="100%">
            <Stack align="center" gap="xs">
              <IconDownload size={44} color="var(--lv-accent)" />
              <Text size="lg">{t('import.dropHere')}</Text>
            </Stack>
          </Center>
        </Overlay>
      )}
    </>
  )
}
