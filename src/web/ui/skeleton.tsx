/**
 * The shape of what is coming. It is hidden from screen readers: the region around it says that it is busy.
 */
export function Skeleton({ width = '100%', height = '0.875rem' }: { width?: string; height?: string }) {
  return <span aria-hidden className="pulse block rounded-s bg-sunken" style={{ width, height }} />;
}

/** A page's worth of lines, announced once. */
export function SkeletonPage({ label = 'Loading' }: { label?: string }) {
  return (
    <div role="status" className="grid gap-4 py-2">
      <span className="sr-only">{label}</span>
      <Skeleton width="14rem" height="1.75rem" />
      <Skeleton width="60%" />
      <Skeleton height="9rem" />
      <Skeleton width="80%" />
    </div>
  );
}
