import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds the API. */
const server = process.env.INTERTIDE_SERVER ?? 'http://127.0.0.1:8686';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2022',
    // Every asset is a file of its own: the content security policy allows no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': server } },
  test: {
    environment: 'jsdom',
    // Rendering a whole page takes seconds on a machine that also builds.
    testTimeout: 30_000,
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/test/setup.ts'],
  },
});
