/**
 * The defaults of every query: fresh until the live stream says otherwise, repeated only where repeating can help.
 * A refusal (4xx) is an answer and is never asked for again by itself.
 */
import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem.ts';

const staleMs = 30_000;
const repeatsMax = 2;

export function shouldRepeat(failures: number, fault: Error): boolean {
  if (failures >= repeatsMax) return false;
  if (!(fault instanceof Problem)) return false;
  return fault.status === 0 || fault.status >= 500 || fault.status === 429;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: staleMs, retry: shouldRepeat, refetchOnWindowFocus: true },
      // request() repeats a POST under its own key; a second loop here would not share it.
      mutations: { retry: false },
    },
  });
}
