/**
 * What a single-page app must do by hand when the place changes: the document's title, and focus on the new heading,
 * so that a keyboard or screen reader starts at the new page and not at the old link.
 */
import type { AnyRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

const product = 'Closeout';

/** Titles a page whose name arrives with its data; lists are titled by their route. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title) document.title = `${title} · ${product}`;
  }, [title]);
}

/** Follows the router: the deepest route's title, then focus. Returns the way to stop. */
export function followPlaces(router: AnyRouter): () => void {
  let first = true;
  return router.subscribe('onRendered', ({ pathChanged }) => {
    const titles = router.state.matches.map((match) => match.staticData.title);
    const title = titles.reverse().find((text) => text !== undefined);
    document.title = title ? `${title} · ${product}` : product;
    // The first page keeps the browser's own focus; a change of filters is not a change of place.
    if (first || !pathChanged) {
      first = false;
      return;
    }
    const target =
      document.querySelector<HTMLElement>('main h1[data-focus-target]') ?? document.querySelector('main');
    target?.focus({ preventScroll: true });
  });
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    title?: string;
  }
}
