/**
 * Every place of the operator app on one page. Screens load when they are visited; the shell loads once.
 * It holds no screen and no data.
 */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router';
import { SkeletonPage } from '../ui/skeleton.tsx';
import { NoSuchPlace, ScreenFault } from './fault-boundary.tsx';
import { readInvoiceSearch, readJobSearch } from './list-search.ts';
import { Root } from './shell/root.tsx';

const rootRoute = createRootRoute({ component: Outlet });

const shellRoute = createRoute({ getParentRoute: () => rootRoute, id: 'shell', component: Root });

const places = () => import('./screens/places.tsx');

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  staticData: { title: 'Home' },
  component: lazyRouteComponent(() => import('./screens/home/home.tsx'), 'Home'),
});
const jobsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/jobs',
  staticData: { title: 'Jobs' },
  validateSearch: readJobSearch,
  component: lazyRouteComponent(() => import('./screens/jobs/job-list.tsx'), 'JobList'),
});
const newJobRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/jobs/new',
  staticData: { title: 'New job' },
  component: lazyRouteComponent(() => import('./screens/jobs/new-job.tsx'), 'NewJob'),
});
const jobRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/jobs/$jobId',
  staticData: { title: 'Job' },
  component: lazyRouteComponent(() => import('./screens/jobs/job-page.tsx'), 'JobPage'),
});
const invoicesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/invoices',
  staticData: { title: 'Invoices' },
  validateSearch: readInvoiceSearch,
  component: lazyRouteComponent(() => import('./screens/invoices/invoice-list.tsx'), 'InvoiceList'),
});
const invoiceRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/invoices/$invoiceId',
  staticData: { title: 'Invoice' },
  component: lazyRouteComponent(() => import('./screens/invoices/invoice-page.tsx'), 'InvoicePage'),
});
const approvalsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/approvals',
  staticData: { title: 'Approvals' },
  component: lazyRouteComponent(places, 'ApprovalsPlace'),
});
const clientsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/clients',
  staticData: { title: 'Clients' },
  component: lazyRouteComponent(places, 'ClientsPlace'),
});
const importsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports',
  staticData: { title: 'Imports' },
  component: lazyRouteComponent(places, 'ImportsPlace'),
});
const booksRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/books',
  staticData: { title: 'Books' },
  component: lazyRouteComponent(places, 'BooksPlace'),
});
const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  staticData: { title: 'Settings' },
  component: lazyRouteComponent(places, 'SettingsPlace'),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  staticData: { title: 'Sign in' },
  component: lazyRouteComponent(() => import('./screens/sign-in.tsx'), 'SignInScreen'),
});

// The component playground exists in development and in the build that the browser test makes, never in the product.
const withPlayground = import.meta.env.DEV || import.meta.env.MODE === 'playground';
const playgroundRoutes = withPlayground
  ? [
      createRoute({
        getParentRoute: () => rootRoute,
        path: '/playground',
        staticData: { title: 'Playground' },
        component: lazyRouteComponent(() => import('./screens/playground/playground.tsx'), 'Playground'),
      }),
    ]
  : [];

const routeTree = rootRoute.addChildren([
  shellRoute.addChildren([
    homeRoute,
    jobsRoute,
    newJobRoute,
    jobRoute,
    invoicesRoute,
    invoiceRoute,
    approvalsRoute,
    clientsRoute,
    importsRoute,
    booksRoute,
    settingsRoute,
  ]),
  signInRoute,
  ...playgroundRoutes,
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPendingComponent: SkeletonPage,
  defaultErrorComponent: ScreenFault,
  defaultNotFoundComponent: NoSuchPlace,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
