import { VisuallyHidden } from '@mantine/core'
import { testIds } from '../test-ids'
import { useAnnouncement } from './announcement'

/** Where assistive technology listens for what happens on the image. */
export function Announcements() {
  const text = useAnnouncement((state) => state.text)
  return (
    <VisuallyHidden role="status" aria-live="polite" data-testid={testIds.announcement}>
      {text}
    </VisuallyHidden>
  )
}
