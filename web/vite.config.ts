import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

// Where `npm run dev` finds a coordinator.
const coordinator = process.env.IDLEGRID_URL ?? 'http://127.0.0.1:7080'

/** The coordinator serves files whose names have one dot, or an encoding's after it. */
const stem = (name: string) => name.replace(/[^A-Za-z0-9_-].*$/, '')

export default defineConfig({
  // The portal is served at the root; relative addresses would break on deep paths only.
  base: '/',
  plugins: [vue()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: {
    __VUE_OPTIONS_API__: true,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_FULL_INSTALL__: true,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  worker: {
    format: 'es',
    rollupOptions: { output: { entryFileNames: (chunk) => `assets/${stem(chunk.name)}-[hash].js` } },
  },
  build: {
    outDir: process.env.PORTAL_OUT ?? 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy has no data: sources.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      output: {
        chunkFileNames: (chunk) => `assets/${stem(chunk.name)}-[hash].js`,
        entryFileNames: (chunk) => `assets/${stem(chunk.name)}-[hash].js`,
        assetFileNames: (asset) => `assets/${stem(asset.names[0] ?? 'asset')}-[hash][extname]`,
        manualChunks: (id) => {
          if (/node_modules\/(echarts|zrender|tslib)\//.test(id)) return 'charts'
          if (/node_modules\/(@vue|vue|vue-router|pinia|vue-i18n|@intlify)\//.test(id)) return 'vue'
          return undefined
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': { target: coordinator }, '/openapi.json': { target: coordinator } },
  },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    server: { deps: { inline: ['element-plus'] } },
    css: false,
    // A shared machine may stand still for seconds; nothing here waits for the clock.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
