/**
 * A list of rows: a ruled table where there is room, cards on a phone, with keyset "Load more", selection and a bulk bar.
 * It holds no data and no selection of its own, and it does not sort or filter: the server does.
 */
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { Checkbox } from './checkbox.tsx';
import { LoadMore, roles, SelectionBar, SkeletonRows } from './data-table-parts.tsx';
import type { Column, Selection, Sort } from './data-table-types.ts';

export type { Column, Selection, Sort } from './data-table-types.ts';

export interface DataTableProps<Row> {
  /** What the table lists; its accessible name. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** What a row is called, for its checkbox: "Select INV-0042". */
  rowName: (row: Row) => string;
  loading?: boolean;
  /** An EmptyState or ErrorState, shown instead of rows. */
  instead?: ReactNode;
  selection?: Selection;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  /** Present while there is a next page. */
  onLoadMore?: () => void;
  loadingMore?: boolean;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowId, loading, instead, selection, onLoadMore, loadingMore } = props;
  const captionId = useId();
  if (instead && rows.length === 0 && !loading) return <div>{instead}</div>;
  return (
    <div className="data-table">
      <table {...roles.table} aria-labelledby={captionId} aria-busy={loading || undefined}>
        <caption id={captionId} className="sr-only">
          {caption}
        </caption>
        <HeaderRow {...props} />
        <tbody {...roles.rowgroup}>
          {loading && rows.length === 0 ? (
            <SkeletonRows columns={columns.length + (selection ? 1 : 0)} />
          ) : (
            rows.map((row) => <BodyRow key={rowId(row)} row={row} {...props} />)
          )}
        </tbody>
      </table>
      <LoadMore shown={rows.length} loading={loadingMore ?? false} onLoadMore={onLoadMore} />
      {selection && selection.ids.size > 0 && <SelectionBar selection={selection} />}
    </div>
  );
}

function HeaderRow<Row>({ columns, rows, rowId, selection, sort, onSort }: DataTableProps<Row>) {
  const all = rows.length > 0 && rows.every((row) => selection?.ids.has(rowId(row)));
  const some = rows.some((row) => selection?.ids.has(rowId(row)));
  return (
    <thead {...roles.rowgroup}>
      <tr {...roles.row}>
        {selection && (
          <th {...roles.columnheader} scope="col" className="pick">
            <Checkbox
              label="Select all shown"
              hideLabel
              checked={all}
              indeterminate={some && !all}
              onChange={(checked) => selection.onChange(new Set(checked ? rows.map(rowId) : []))}
            />
          </th>
        )}
        {columns.map((column) => (
          <HeaderCell key={column.key} column={column} sort={sort} onSort={onSort} />
        ))}
      </tr>
    </thead>
  );
}

interface HeaderCellProps<Row> {
  column: Column<Row>;
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
}

function HeaderCell<Row>({ column, sort, onSort }: HeaderCellProps<Row>) {
  const direction = sort?.key === column.key ? sort.direction : undefined;
  const Arrow = direction === 'ascending' ? ArrowUp : direction === 'descending' ? ArrowDown : ChevronsUpDown;
  return (
    <th
      {...roles.columnheader}
      scope="col"
      data-align={column.align}
      style={column.width ? { width: column.width } : undefined}
      aria-sort={column.sortable ? (direction ?? 'none') : undefined}
    >
      {column.sortable && onSort ? (
        <button
          type="button"
          className="inline-flex items-center gap-1 rounded-s font-medium hover:text-ink"
          onClick={() =>
            onSort({ key: column.key, direction: direction === 'ascending' ? 'descending' : 'ascending' })
          }
        >
          {column.header}
          <Arrow aria-hidden size={13} />
        </button>
      ) : column.place === 'actions' ? (
        <span className="sr-only">{column.header}</span>
      ) : (
        column.header
      )}
    </th>
  );
}

function BodyRow<Row>({ row, columns, rowId, rowName, selection }: DataTableProps<Row> & { row: Row }) {
  const id = rowId(row);
  const selected = selection?.ids.has(id) ?? false;
  return (
    <tr {...roles.row} data-selected={selected || undefined}>
      {selection && (
        <td {...roles.cell} className="pick">
          <Checkbox
            label={`Select ${rowName(row)}`}
            hideLabel
            checked={selected}
            onChange={(checked) => {
              const next = new Set(selection.ids);
              if (checked) next.add(id);
              else next.delete(id);
              selection.onChange(next);
            }}
          />
        </td>
      )}
      {columns.map((column) => (
        <td
          key={column.key}
          {...roles.cell}
          data-align={column.align}
          data-place={column.place ?? 'detail'}
          data-label={column.header}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}
