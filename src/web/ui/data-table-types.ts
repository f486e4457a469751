/** The shapes a DataTable is described by: columns, order, selection. No behaviour. */
import type { ReactNode } from 'react';

export interface Column<Row> {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  align?: 'start' | 'end';
  /**
   * Where the cell stands on a card: `title` top left, `value` top right, `detail` a labelled line, `plain` a line
   * without its label, `actions` last, `hidden` nowhere. Give each table one title and one value.
   */
  place?: 'title' | 'value' | 'detail' | 'plain' | 'actions' | 'hidden';
  width?: string;
  /** Set where the server can sort by it. */
  sortable?: boolean;
}

export interface Sort {
  key: string;
  direction: 'ascending' | 'descending';
}

export interface Selection {
  ids: ReadonlySet<string>;
  onChange: (ids: ReadonlySet<string>) => void;
  /** Shown beside the count, for example the sum of what is chosen. */
  summary?: ReactNode;
  /** The bulk actions. */
  actions: ReactNode;
}
