/**
 * A press that changes something: one POST (or PATCH, PUT), one idempotency key, its problem kept for the screen to show,
 * and the topics read again afterwards. It does not retry a refusal and shows nothing by itself.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Method, request } from './api.ts';
import { asProblem, type Problem } from './problem.ts';
import { useSubmission } from './submission.ts';

export interface Call {
  method?: Exclude<Method, 'GET'>;
  path: string;
  body?: unknown;
}

export interface Verb {
  /** Sends the call. Undefined when it was refused or failed: `problem` then says why. */
  run: <Answer>(call: Call) => Promise<Answer | undefined>;
  pending: boolean;
  problem: Problem | null;
  clear: () => void;
}

/** `topics` are the first elements of the query keys that the verb touches; the live stream tells the other screens. */
export function useVerb(topics: readonly string[]): Verb {
  const queries = useQueryClient();
  const submission = useSubmission();
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return {
    pending,
    problem,
    clear: () => setProblem(null),
    async run<Answer>({ method = 'POST', path, body = {} }: Call) {
      setPending(true);
      setProblem(null);
      try {
        const idempotencyKey = submission.keyFor({ method, path, body });
        const answer = await request<Answer>(method, path, body, { idempotencyKey });
        submission.answered();
        return answer;
      } catch (fault) {
        submission.answered(fault);
        setProblem(asProblem(fault));
        return undefined;
      } finally {
        setPending(false);
        // After a refusal too: what was refused is often what has changed meanwhile.
        for (const topic of topics) void queries.invalidateQueries({ queryKey: [topic] });
      }
    },
  };
}
