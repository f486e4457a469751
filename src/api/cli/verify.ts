/**
 * `closeout verify`: asks the running server whether every invariant holds on its data, and prints what does not.
 * It reads no database itself. Ends with 0 when all hold and with 1 when one does not.
 */
import { defineCommand } from 'citty';
import type { Config } from '../../config.ts';
import { connect } from './connection.ts';

export interface VerifyAnswer {
  holds: boolean;
  accounts: number;
  invariants: {
    id: string;
    says: string;
    holds: boolean;
    found: number;
    offenders: { accountId: string; subject: string; detail: string }[];
  }[];
}

export function verifyCommand(readConfig: () => Config) {
  return defineCommand({
    meta: { name: 'verify', description: 'Check every invariant on live data; changes nothing' },
    args: { json: { type: 'boolean', description: 'Print JSON on stdout and nothing else' } },
    run: async ({ args }) => {
      const answer = (await connect(readConfig()).call('GET', '/api/v1/verify')) as VerifyAnswer;
      console.log(args.json ? JSON.stringify(answer, null, 2) : verifyLines(answer).join('\n'));
      if (!answer.holds) process.exitCode = 1;
    },
  });
}

export function verifyLines({ holds, accounts, invariants }: VerifyAnswer): string[] {
  const broken = invariants.filter((one) => !one.holds);
  const of = `${accounts} ${accounts === 1 ? 'account' : 'accounts'}`;
  return [
    ...invariants.flatMap((one) => [
      `${one.holds ? 'ok    ' : 'BROKEN'}  ${one.id.padEnd(16)} ${one.says}`,
      ...one.offenders.map(
        ({ accountId, subject, detail }) => `          ${subject}: ${detail} (${accountId})`,
      ),
      ...(one.found > one.offenders.length ? [`          and ${one.found - one.offenders.length} more`] : []),
    ]),
    '',
    holds
      ? `All ${invariants.length} invariants hold in ${of}.`
      : `${broken.length} of ${invariants.length} invariants do not hold in ${of}. Nothing was changed. Keep a backup before anybody repairs a row.`,
  ];
}
