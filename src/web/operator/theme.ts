/**
 * The reader's theme: the system's unless they chose one. The choice stays in this browser.
 * It does not hold colours (ui/tokens.css does).
 */
export type Theme = 'system' | 'light' | 'dark';

const storageKey = 'closeout.theme';

export function readTheme(): Theme {
  const stored = localStorage.getItem(storageKey);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') {
    localStorage.removeItem(storageKey);
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem(storageKey, theme);
    document.documentElement.dataset.theme = theme;
  }
}
