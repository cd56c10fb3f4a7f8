import { Button, Center, Code, Stack, Text, Title } from '@mantine/core'
import { Component } from 'react'
import type { ErrorInfo, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  readonly children: ReactNode
  readonly onError: (error: Error, info: ErrorInfo) => void
}

/** Keeps one broken part of the page from taking the rest with it. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state = { error: null }

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    this.props.onError(error, info)
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children
    return <BrokenPart error={this.state.error} onRetry={() => this.setState({ error: null })} />
  }
}

function BrokenPart({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation()
  return (
    <Center h="100%" role="alert">
      <Stack align="center" gap="sm" maw={560}>
        <Title order={3}>{t('error.brokenPart')}</Title>
        <Text c="dimmed" ta="center">{t('error.workIsSafe')}</Text>
        <Code>{error.message}</Code>
        <Button onClick={onRetry}>{t('error.tryAgain')}</Button>
      </Stack>
    </Center>
  )
}
