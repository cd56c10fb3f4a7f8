import { Alert, Button, Checkbox, ColorSwatch, Group, SegmentedControl, Select, Stack, Switch, Text } from '@mantine/core'
import { IconAlertTriangle, IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { exportFormat } from '../../electron/ipc/contract/index'
import type { ExportFormat, ExportRequest, ExportScope } from '../../electron/ipc/contract/index'
import { useServices } from '../connection/services'
import { useLabels } from '../labels/label-store'
import { testIds } from '../test-ids'
import { DeidentifyOptions } from './deidentify-choice'
import { DestinationChoice } from './destination-choice'
import { defaultDraft, requestOf, type ExportDraft } from './export-draft'
import { useScopes } from './use-scopes'

/** What is exported, as what, and where to. */
export function ExportForm({ canPickPaths, failure, onStart, onClose }: { canPickPaths: boolean; failure: string | null; onStart: (request: ExportRequest) => void; onClose: () => void }) {
  const { t } = useTranslation()
  const { clients } = useServices()
  const { scopes, first } = useScopes()
  const [draft, setDraft] = useState<ExportDraft>(() => defaultDraft(first, canPickPaths))
  const change = (part: Partial<ExportDraft>): void => setDraft((before) => ({ ...before, ...part }))
  const book = useLabels((state) => state.book)
  const scope = scopes[draft.scope]
  const { approvedOnly, format } = draft
  const found = useQuery({ queryKey: ['export', scope, approvedOnly], queryFn: () => clients.exchange.inspect({ scope: scope!, approvedOnly }), enabled: scope !== undefined, gcTime: 0 }).data
  const isStudy = format === 'study'
  const empty = found !== undefined && (isStudy ? found.images : found.frames) === 0
  const request = requestOf(draft, scopes, found?.labels.map(({ id }) => id) ?? [])
  return (
    <Stack
      gap="md"
      component="form"
      data-testid={testIds.exportDialog}
      onSubmit={(event) => {
        event.preventDefault()
        if (request !== null && !empty) onStart(request)
      }}
    >
      {failure !== null && (
        <Alert variant="light" color="red" icon={<IconAlertTriangle size={18} />} p="xs" role="alert">
          {failure}
        </Alert>
      )}
      <Stack gap={6}>
        <Text size="sm" fw={600}>
          {t('exchange.what')}
        </Text>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t('exchange.what')}
          value={draft.scope}
          onChange={(value) => change({ scope: value as ExportScope['kind'], without: [] })}
          data={(['frame', 'series', 'study', 'library'] as const).map((kind) => ({ value: kind, label: t(`exchange.scope.${kind}`), disabled: scopes[kind] === undefined || (isStudy && kind === 'frame') }))}
          data-testid={testIds.exportScope}
        />
        {!isStudy && <Switch size="xs" label={t('exchange.approvedOnly')} checked={approvedOnly} onChange={(event) => change({ approvedOnly: event.currentTarget.checked })} data-testid={testIds.exportApproved} />}
        <Text size="xs" c={empty ? 'yellow.4' : 'dimmed'} aria-live="polite" data-testid={testIds.exportFound}>
          {found === undefined ? t('exchange.counting') : isStudy ? t('exchange.foundImages', { count: found.images }) : t('exchange.found', { frames: found.frames, images: found.images })}
        </Text>
      </Stack>
      <Select
        size="xs"
        label={t('exchange.format')}
        description={t(`exchange.formatMore.${format}`)}
        inputWrapperOrder={['label', 'input', 'description']}
        data={exportFormat.options.map((value) => ({ value, label: t(`exchange.formats.${value}`) }))}
        value={format}
        onChange={(value) => value !== null && change({ format: value as ExportFormat, ...(value === 'study' && draft.scope === 'frame' ? { scope: 'series' } : {}) })}
        allowDeselect={false}
        data-testid={testIds.exportFormat}
      />
      {!isStudy && found !== undefined && found.labels.length > 1 && (
        <Stack gap={6} role="group" aria-label={t('exchange.labels')}>
          <Text size="sm" fw={600}>
            {t('exchange.labels')}
          </Text>
          <Group gap="md">
            {found.labels.map(({ id, frames }) => {
              const label = book?.labels.find((each) => each.id === id)
              return (
                <Group key={id} gap={6} wrap="nowrap">
                  <Checkbox
                    size="xs"
                    label={t('exchange.label', { name: label?.name ?? t('exchange.unknownLabel', { id }), frames })}
                    checked={!draft.without.includes(id)}
                    onChange={(event) => change({ without: event.currentTarget.checked ? draft.without.filter((each) => each !== id) : [...draft.without, id] })}
                  />
                  <ColorSwatch size={10} color={label?.colour ?? '#b0b7c0'} withShadow={false} />
                </Group>
              )
            })}
          </Group>
        </Stack>
      )}
      <Stack gap={8}>
        <Switch size="xs" label={t('exchange.deidentify')} description={t('exchange.deidentifyMore')} checked={draft.deidentify} onChange={(event) => change({ deidentify: event.currentTarget.checked })} data-testid={testIds.exportDeidentify} />
        {draft.deidentify && <DeidentifyOptions choice={draft.choice} onChange={(choice) => change({ choice })} />}
      </Stack>
      <DestinationChoice canPickPaths={canPickPaths} destination={draft.destination} folder={draft.folder} onChange={change} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" leftSection={<IconDownload size={15} />} disabled={request === null || empty || found === undefined} data-testid={testIds.buttonExport}>
          {t('exchange.start')}
        </Button>
      </Group>
    </Stack>
  )
}
