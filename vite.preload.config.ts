import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** Builds the preload of the desktop app: one CommonJS file, as the sandbox wants it. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: fileURLToPath(new URL('dist/preload', import.meta.url)),
    emptyOutDir: true,
    target: 'chrome150',
    minify: false,
    lib: {
      entry: fileURLToPath(new URL('electron/preload/preload.ts', import.meta.url)),
      formats: ['cjs'],
      fileName: () => 'preload.cjs',
    },
    rolldownOptions: { external: ['electron'] },
  },
});
