/** Starts the operator app in the page: theme first, then queries, router and toasts. */
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Toaster } from '../ui/toast.tsx';
import { TooltipProvider } from '../ui/tooltip.tsx';
import { FaultBoundary } from './fault-boundary.tsx';
import { followPlaces } from './place.ts';
import { createQueryClient } from './query-client.ts';
import { router } from './router.tsx';
import { applyTheme, readTheme } from './theme.ts';
import '../ui/ui.css';

applyTheme(readTheme());
followPlaces(router);

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <FaultBoundary>
      {/* Our content policy allows no inline <style>; Base UI then styles through attributes it owns. */}
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={createQueryClient()}>
          <TooltipProvider>
            <RouterProvider router={router} />
            <Toaster />
          </TooltipProvider>
        </QueryClientProvider>
      </CSPProvider>
    </FaultBoundary>
  </StrictMode>,
);
