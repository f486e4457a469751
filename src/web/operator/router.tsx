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

/** Keeps the named texts of an address's search; everything else in it is dropped. A text of digits arrives as a number. */
const texts =
  <const Name extends string>(...names: Name[]) =>
  (search: Record<string, unknown>): { [Key in Name]?: string } =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = search[name];
        return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [];
      }),
    ) as { [Key in Name]?: string };

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
  validateSearch: texts('view'),
  component: lazyRouteComponent(() => import('./screens/approvals/approvals.tsx'), 'ApprovalsScreen'),
});
const approvalRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/approvals/$approvalId',
  staticData: { title: 'Approval' },
  component: lazyRouteComponent(() => import('./screens/approvals/approval-page.tsx'), 'ApprovalScreen'),
});
const clientsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/clients',
  staticData: { title: 'Clients' },
  validateSearch: texts('search'),
  component: lazyRouteComponent(() => import('./screens/clients/clients.tsx'), 'ClientsScreen'),
});
const newClientRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/clients/new',
  staticData: { title: 'New client' },
  component: lazyRouteComponent(() => import('./screens/clients/new-client.tsx'), 'NewClientScreen'),
});
const clientRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/clients/$clientId',
  staticData: { title: 'Client' },
  component: lazyRouteComponent(() => import('./screens/clients/client-page.tsx'), 'ClientScreen'),
});
const importsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports',
  staticData: { title: 'Imports' },
  component: lazyRouteComponent(() => import('./screens/imports/imports.tsx'), 'ImportsScreen'),
});
const newImportRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports/new',
  staticData: { title: 'New import' },
  component: lazyRouteComponent(() => import('./screens/imports/new-import.tsx'), 'NewImportScreen'),
});
const importRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/imports/$importId',
  staticData: { title: 'Import' },
  component: lazyRouteComponent(() => import('./screens/imports/import-page.tsx'), 'ImportScreen'),
});
const booksRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/books',
  staticData: { title: 'Trial balance' },
  validateSearch: texts('on'),
  component: lazyRouteComponent(() => import('./screens/books/trial-balance.tsx'), 'TrialBalanceScreen'),
});
const journalRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/books/journal',
  staticData: { title: 'Journal' },
  component: lazyRouteComponent(() => import('./screens/books/journal.tsx'), 'JournalScreen'),
});
const ageingRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/books/ageing',
  staticData: { title: 'Ageing' },
  validateSearch: texts('on'),
  component: lazyRouteComponent(() => import('./screens/books/ageing.tsx'), 'AgeingScreen'),
});
const logRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/books/log',
  staticData: { title: 'Log' },
  component: lazyRouteComponent(() => import('./screens/books/log.tsx'), 'LogScreen'),
});
const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  staticData: { title: 'Settings' },
  component: lazyRouteComponent(() => import('./screens/settings/account.tsx'), 'AccountSettingsScreen'),
});
const gatesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings/gates',
  staticData: { title: 'Gates' },
  component: lazyRouteComponent(() => import('./screens/settings/gates.tsx'), 'GatesScreen'),
});
const membersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings/members',
  staticData: { title: 'Members' },
  component: lazyRouteComponent(() => import('./screens/settings/members.tsx'), 'MembersScreen'),
});
const keysRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings/keys',
  staticData: { title: 'API keys' },
  component: lazyRouteComponent(() => import('./screens/settings/keys.tsx'), 'KeysScreen'),
});
const installRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings/install',
  staticData: { title: 'This install' },
  component: lazyRouteComponent(() => import('./screens/settings/install.tsx'), 'InstallScreen'),
});
const incidentsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/incidents',
  staticData: { title: 'Incidents' },
  component: lazyRouteComponent(() => import('./screens/incidents/incidents.tsx'), 'IncidentsScreen'),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  staticData: { title: 'Sign in' },
  validateSearch: texts('next', 'error'),
  component: lazyRouteComponent(() => import('./screens/sign-in/sign-in.tsx'), 'SignInScreen'),
});
const secondFactorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in/second-factor',
  staticData: { title: 'One more step' },
  validateSearch: texts('next'),
  component: lazyRouteComponent(() => import('./screens/sign-in/second-factor.tsx'), 'SecondFactorScreen'),
});
const newPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in/new-password',
  staticData: { title: 'Choose a password' },
  validateSearch: texts('token', 'error'),
  component: lazyRouteComponent(() => import('./screens/sign-in/new-password.tsx'), 'NewPasswordScreen'),
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
    approvalRoute,
    clientsRoute,
    newClientRoute,
    clientRoute,
    importsRoute,
    newImportRoute,
    importRoute,
    booksRoute,
    journalRoute,
    ageingRoute,
    logRoute,
    settingsRoute,
    gatesRoute,
    membersRoute,
    keysRoute,
    installRoute,
    incidentsRoute,
  ]),
  signInRoute,
  secondFactorRoute,
  newPasswordRoute,
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
