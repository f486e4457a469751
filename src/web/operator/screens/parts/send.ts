/**
 * Sending a form: one idempotency key per input, the topics it touches read again, a refusal kept for the form to show.
 * It knows no endpoint. The same button pressed again after silence repeats the same submission.
 */
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { asProblem, type Problem } from '../../problem.ts';
import { useSubmission } from '../../submission.ts';

export interface Sending<Input, Answer> {
  send: (input: Input) => void;
  isSending: boolean;
  problem: Problem | null;
  answer: Answer | undefined;
  reset: UseMutationResult['reset'];
}

export function useSend<Input, Answer>(parts: {
  call: (input: Input, idempotencyKey: string) => Promise<Answer>;
  topics: readonly string[];
  onDone?: (answer: Answer, input: Input) => void;
}): Sending<Input, Answer> {
  const queries = useQueryClient();
  const submission = useSubmission();
  const refresh = () =>
    Promise.all(parts.topics.map((topic) => queries.invalidateQueries({ queryKey: [topic] })));
  const mutation = useMutation({
    mutationFn: (input: Input) => parts.call(input, submission.keyFor(input)),
    onSuccess: async (answer, input) => {
      submission.answered();
      await refresh();
      parts.onDone?.(answer, input);
    },
    onError: (fault) => {
      submission.answered(fault);
      // A refusal often means that the screen was out of date.
      void refresh();
    },
  });
  return {
    send: (input) => mutation.mutate(input),
    isSending: mutation.isPending,
    problem: mutation.isError ? asProblem(mutation.error) : null,
    answer: mutation.data,
    reset: mutation.reset,
  };
}

/** The message for one field of a form, when the refusal names that field. */
export const errorOf = (problem: Problem | null, field: string): string | undefined =>
  problem?.field === field || problem?.field?.startsWith(`${field}.`)
    ? `${problem.detail} ${problem.next}`
    : undefined;
