/** Events, 30 days back, newest first. They are made by World.emit and never change but for `pending_webhooks`. */
import { found, listNames, page, type Route } from '../call.ts';
import { invalid } from '../errors.ts';

const thirtyDays = 30 * 86_400;

export const eventRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v1/events/:id',
    run: ({ world, path }) => found(world.tables.events, 'event', path.id),
  },
  {
    method: 'GET',
    path: '/v1/events',
    run: (call) => {
      const { params, world } = call;
      params.only(...listNames, 'type', 'types', 'delivery_success');
      const [type, types, delivered] = [
        params.text('type'),
        params.list('types'),
        params.flag('delivery_success'),
      ];
      if (type && types)
        throw invalid('You may only specify one of these parameters: type, types.', { param: 'types' });
      const wanted = type ? [type] : types;
      const least = world.nowSeconds() - thirtyDays;
      return page(
        call,
        world.tables.events,
        'event',
        '/v1/events',
        (row) =>
          row.created >= least &&
          (!wanted || wanted.some((name) => covers(name, row.type))) &&
          (delivered === undefined || delivered === (row.pending_webhooks === 0)),
      );
    },
  },
];

/** `charge.*` covers `charge.failed`, `*` covers all. */
export function covers(pattern: string, type: string): boolean {
  return (
    pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1)))
  );
}
