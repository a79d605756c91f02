import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { licencesPlugin } from './scripts/licences/licencesPlugin.ts';

/** Builds the page for both shells: relative URLs, nothing inlined, so that it runs under a policy without `unsafe-inline`. */
export default defineConfig({
  root: fileURLToPath(new URL('renderer', import.meta.url)),
  base: './',
  plugins: [licencesPlugin(fileURLToPath(new URL('.', import.meta.url)))],
  build: {
    outDir: fileURLToPath(new URL('dist/page', import.meta.url)),
    emptyOutDir: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: false,
    // It comes from this computer: one file is read sooner than several are asked for.
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      onwarn(warning, warn) {
        // `use client` is for servers that render; there is none.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
});
