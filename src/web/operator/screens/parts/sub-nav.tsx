/** The pages of one place (Books, Settings) as links in a row; it scrolls sideways on a phone. */
import { Link, type LinkProps } from '@tanstack/react-router';

export interface SubPlace {
  to: LinkProps['to'];
  label: string;
}

export function SubNav({ label, places }: { label: string; places: readonly SubPlace[] }) {
  return (
    <nav aria-label={label} data-print="hide" className="-mx-4 mb-5 overflow-x-auto px-4 sm:mx-0 sm:px-0">
      <ul className="flex min-w-max gap-1 border-b border-line">
        {places.map((place) => (
          <li key={place.label}>
            <Link
              to={place.to}
              activeOptions={{ exact: true, includeSearch: false }}
              activeProps={{ className: 'text-accent! border-accent!', 'aria-current': 'page' }}
              className="flex min-h-(--control) items-center border-b-2 border-transparent px-3 font-medium whitespace-nowrap text-ink-2 -outline-offset-2 hover:text-ink"
            >
              {place.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
