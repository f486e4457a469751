/** Text to copy exactly: a link, a key, a command, JSON. It scrolls inside itself and says when it was copied. */
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './button.tsx';

const copiedMs = 2_000;

export interface CodeBlockProps {
  /** What it is; names the block and the copy button. */
  label: string;
  code: string;
}

export function CodeBlock({ label, code }: CodeBlockProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), copiedMs);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () => {
    // The clipboard is refused without a secure context; the text stays selectable, and we say so.
    const written = navigator.clipboard?.writeText(code) ?? Promise.reject(new Error('no clipboard'));
    written.then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  const says = { idle: '', copied: 'Copied', failed: 'Not copied: select it by hand' }[state];
  return (
    <figure className="flex items-start rounded-m border border-line bg-paper">
      <figcaption className="sr-only">{label}</figcaption>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        aria-label={label}
        className="min-w-0 flex-1 overflow-x-auto rounded-m px-3.5 py-2"
      >
        <pre className="font-mono text-sm leading-6">{code}</pre>
      </section>
      <span role="status" className="self-center px-1 text-sm text-ink-2">
        {says}
      </span>
      <IconButton icon={state === 'copied' ? Check : Copy} label={`Copy ${label}`} onClick={copy} />
    </figure>
  );
}
