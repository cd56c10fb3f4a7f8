import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The page. Both hosts serve it from the root of their origin. build/steps/bundle.mjs names the output folder. */
export default defineConfig({
  root: `${root}renderer`,
  base: '/',
  plugins: [react()],
  build: {
    emptyOutDir: true,
    target: 'chrome130',
    sourcemap: true,
    // Assets as files, never as data: URLs inside code: the content security policy stays narrow.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    // Its polyfill is an inline script, which the content security policy forbids; every supported browser preloads itself.
    modulePreload: { polyfill: false },
  },
})
