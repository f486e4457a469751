/**
 * How the server and the command line are bundled: src/main.ts and src/cli.ts -> dist/server, packages stay in node_modules.
 * Files that are read by path at run time are copied by scripts/build.mjs; nothing here builds a page.
 */
import { defineConfig } from 'vite';

export default defineConfig({
  // The sources' static folders belong to the browser builds.
  publicDir: false,
  // Packages ship two builds of themselves; the slow one is for their developers.
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    ssr: true,
    outDir: 'dist/server',
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: { main: 'src/main.ts', cli: 'src/cli.ts' },
      // Flat, so that what finds its files beside itself finds them from every chunk.
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
  ssr: {
    noExternal: true,
    external: ['@electric-sql/pglite', '@myriaddreamin/typst-ts-node-compiler', 'sharp', 'fontkit', 'pino'],
  },
});
