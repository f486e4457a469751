/** The pay page's few icons, drawn here. Each stands beside a word and is hidden from screen readers. */
import { type Markup, trusted } from './html.ts';

const icon = (size: number, body: string): Markup =>
  trusted(
    `<svg width="${size}" height="${size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${body}</svg>`,
  );

export const lockIcon = icon(
  17,
  '<rect x="4" y="11" width="16" height="10" rx="2.5"/><path d="M8 11V7.5a4 4 0 0 1 8 0V11"/>',
);
export const lateIcon = icon(15, '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.5l3 2"/>');
export const fileIcon = icon(19, '<path d="M12 4v11m-4.5-4 4.5 4.5 4.5-4.5M5 20h14"/>');
export const doneIcon = icon(32, '<path d="m5 12.5 5 5L19.5 7"/>');
export const waitIcon = icon(22, '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.5l3 2"/>');
export const stopIcon = icon(22, '<circle cx="12" cy="12" r="9"/><path d="M12 8v5m0 3.2v.1"/>');
