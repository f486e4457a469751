/**
 * How the pay page's own script is built: src/web/checkout/checkout.ts -> dist/checkout/checkout.js, one file, no imports.
 * The page itself is rendered by the server; card fields come from the payment gateway's script.
 */
import { defineConfig } from 'vite';

export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist/checkout',
    emptyOutDir: true,
    target: 'es2022',
    lib: {
      entry: 'src/web/checkout/checkout.ts',
      formats: ['iife'],
      name: 'closeoutCheckout',
      fileName: () => 'checkout.js',
    },
  },
});
