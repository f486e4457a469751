/**
 * One typesetting process: takes views over the channel of fork(), answers with PDF bytes, one at a time.
 * Plain JavaScript that imports only npm packages, so that the same file runs from the source and beside a bundle.
 * It knows nothing of invoices, has no environment and no secrets, and ends when its parent does.
 */
import { readFileSync } from 'node:fs';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';

const { templatePath, workspace, fontPaths } = JSON.parse(process.argv[2]);
const template = readFileSync(templatePath, 'utf8');
const compiler = NodeCompiler.create({
  workspace,
  fontArgs: [{ fontBlobs: fontPaths.map((path) => readFileSync(path)) }],
});

/** Typst's own words for what is wrong. Its errors are debug prints with spans and traces around them. */
function explain(error) {
  const text = error instanceof Error ? error.message : String(error);
  const messages = [...text.matchAll(/message: "((?:[^"\\]|\\.)*)"/g)].map((match) => match[1]);
  return (messages.length > 0 ? [...new Set(messages)].join('; ') : text).slice(0, 1000);
}

function render(view, standard) {
  const compiled = compiler.compile({ mainFileContent: template, inputs: { view } });
  if (!compiled.result) {
    const found = compiler.fetchDiagnostics(compiled.takeDiagnostics());
    throw new Error(found.map((one) => one.message).join('; '));
  }
  return compiler.pdf(compiled.result, { pdfStandard: standard });
}

process.on('message', ({ id, view, standard }) => {
  let answer;
  try {
    answer = { id, pdf: render(view, standard) };
  } catch (error) {
    answer = { id, error: explain(error) };
  }
  process.send(answer);
  // Memoised layouts would otherwise pile up (3 GB after 1,500 invoices).
  compiler.evictCache(3);
});
process.on('disconnect', () => process.exit(0));
process.send({ ready: true });
