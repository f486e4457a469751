/** Rate limits, counted in the database so that all processes share them. Buckets and their sizes are on this page. */
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Database } from '../store/database.ts';

/** Points per seconds, by bucket; the key is an address or a link. */
const buckets: Record<string, { points: number; seconds: number }> = {
  wrong_key: { points: 30, seconds: 60 },
  pay_open: { points: 20, seconds: 60 },
};

export function createLimits(database: Database): (bucket: string, key: string) => Promise<boolean> {
  const limiters = new Map(
    Object.entries(buckets).map(([name, { points, seconds }]) => [
      name,
      new RateLimiterPostgres({
        storeClient: database.pool,
        tableName: 'rate_limit',
        tableCreated: true,
        keyPrefix: name,
        points,
        duration: seconds,
        clearExpiredByTimeout: false,
      }),
    ]),
  );
  return async (bucket, key) => {
    const limiter = limiters.get(bucket);
    if (!limiter) throw new Error(`there is no rate limit named ${bucket}`);
    try {
      await limiter.consume(key);
      return true;
    } catch (denied) {
      if (denied instanceof RateLimiterRes) return false;
      throw denied;
    }
  };
}
