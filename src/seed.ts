/**
 * Brings the demo network in, through the verbs alone: what people, clients and the sandbox Stripe would have done over the
 * last six weeks, day by day on the business clock. Each step carries a key, so that a seed that was cut short goes on where
 * it stopped. It writes no SQL, and it never runs beside a live gateway.
 */
import { type Action, perform } from './actions/action.ts';
import { type Actor, systemActor } from './actions/actor.ts';
import { addMember } from './actions/add-member.ts';
import { addNote } from './actions/add-note.ts';
import { addPhoto } from './actions/add-photo.ts';
import { cancelJob } from './actions/cancel-job.ts';
import { completeJob } from './actions/complete-job.ts';
import { createClient } from './actions/create-client.ts';
import { createJob } from './actions/create-job.ts';
import { decideApproval } from './actions/decide-approval.ts';
import { draftInvoice } from './actions/draft-invoice.ts';
import { installAccountId } from './actions/gateway-facts/incoming.ts';
import type { House } from './actions/house.ts';
import { moveClock } from './actions/move-clock.ts';
import { openAccount } from './actions/open-account.ts';
import { requestApproval } from './actions/request-approval.ts';
import { sendInvoice } from './actions/send-invoice.ts';
import { startJob } from './actions/start-job.ts';
import { demoClients } from './demo/clients.ts';
import { type DemoJob, demoDays, demoJobs } from './demo/jobs.ts';
import { type DemoPerson, demoAccounts, demoMembers, demoPeople, demoSettings } from './demo/people.ts';
import { demoPhoto } from './demo/photos.ts';
import { permissionsOf, type Role } from './domain/access.ts';
import { dayOf } from './domain/time.ts';
import { countAccounts, readAccounts } from './store/accounts.ts';
import { readAnswer } from './store/idempotency.ts';

export interface SeedGround {
  house: House;
  ensureUser(person: { email: string; name: string }): Promise<{ userId: string }>;
  /** What a client does on the pay page with one of the sandbox's test cards; a decline is an outcome, not an error. */
  payByCard(accountId: string, invoiceId: string, testMethod: string): Promise<void>;
  /** Lets gateway events arrive and the worker do what is due. */
  settle(): Promise<void>;
}

type AccountName = keyof typeof demoAccounts;

const dayMs = 24 * 3600 * 1000;
const doneKey = 'demo:done';

/** Whether there is nothing in this install yet, or a demo that was cut short. */
export async function wantsSeed(house: House): Promise<boolean> {
  return house.database.transaction(
    [demoAccounts.hub],
    async (tx) => {
      // The install itself is an account.
      if ((await countAccounts(tx)) <= 1n) return true;
      const isDemo = (await readAccounts(tx, [demoAccounts.hub])).length > 0;
      return isDemo && !(await readAnswer(tx, demoAccounts.hub, doneKey));
    },
    { readOnly: true },
  );
}

export async function seedDemo(ground: SeedGround): Promise<void> {
  await new DemoSeed(ground).run();
}

class DemoSeed {
  readonly #ground: SeedGround;
  readonly #users = new Map<DemoPerson, string>();
  readonly #clientIds = new Map<string, string>();
  readonly #jobIds = new Map<DemoJob, string>();
  readonly #invoiceIds = new Map<DemoJob, string>();
  readonly #approvalIds = new Map<DemoJob, string>();
  /** The instant that counts as today; the days of the seed count back from it. */
  #presentMs = 0;

  constructor(ground: SeedGround) {
    this.#ground = ground;
  }

  async run(): Promise<void> {
    this.#presentMs = await this.#present();
    await this.#moveTo(demoDays[0]);
    await this.#openAccounts();
    for (const name of Object.keys(demoClients)) await this.#client(name as keyof typeof demoClients);
    for (const day of demoDays) {
      await this.#moveTo(day);
      for (const account of ['cleaning', 'coast'] as const) await this.#work(account, day);
      for (const account of ['cleaning', 'coast'] as const) await this.#bill(account, day);
      await this.#collect(day);
    }
    await this.#do(this.#actor('hub', 'dana'), doneKey, moveClock, {
      to: this.#ground.house.environment.machine.now(),
    });
  }

  /** Now; or, after a break, what was now when the demo was begun. */
  async #present(): Promise<number> {
    const { database, environment } = this.#ground.house;
    const [hub] = await database.transaction(
      [demoAccounts.hub],
      (tx) => readAccounts(tx, [demoAccounts.hub]),
      { readOnly: true },
    );
    return hub ? Date.parse(hub.createdAt) + demoDays[0] * dayMs : environment.machine.nowMs();
  }

  /** A seed that goes on after a break finds the clock where it was left: it is never moved back then. */
  async #moveTo(daysAgo: number): Promise<void> {
    const { house } = this.#ground;
    const to = new Date(this.#presentMs - daysAgo * dayMs).toISOString();
    const outcome = await perform(house, systemActor(installAccountId), moveClock, {
      to: daysAgo === 0 ? house.environment.machine.now() : to,
    });
    if (!outcome.ok && outcome.refusal.code !== 'clock_backwards')
      throw new Error(`the demo's clock could not be moved: ${outcome.refusal.reason}`);
  }

  async #openAccounts(): Promise<void> {
    for (const person of Object.keys(demoPeople) as DemoPerson[]) {
      this.#users.set(person, (await this.#ground.ensureUser(demoPeople[person])).userId);
    }
    for (const name of Object.keys(demoAccounts) as AccountName[]) {
      const id = demoAccounts[name];
      const [first, ...others] = demoMembers[name];
      const { house } = this.#ground;
      const opened = await perform(
        house,
        systemActor(installAccountId),
        openAccount,
        {
          ...demoSettings[name],
          id,
          parentId: name === 'hub' ? installAccountId : demoAccounts.hub,
          owner: { userId: this.#users.get(first!.person), role: first!.role, ...demoPeople[first!.person] },
        },
        { key: `demo:open:${name}`, accounts: [installAccountId, demoAccounts.hub, id] },
      );
      if (!opened.ok) throw new Error(`the demo account ${name} was refused: ${opened.refusal.reason}`);
      for (const { person, role, approveLimitMinor } of others) {
        await this.#do(this.#actor(name, first!.person), `demo:member:${person}`, addMember, {
          userId: this.#users.get(person),
          role,
          ...demoPeople[person],
          approveLimitMinor,
        });
      }
    }
  }

  async #client(name: keyof typeof demoClients): Promise<void> {
    const { account, street, city, postcode, ...client } = demoClients[name];
    const made = await this.#do(
      this.#actor(account, this.#desk(account)),
      `demo:client:${name}`,
      createClient,
      {
        ...client,
        address: { lines: [street], city, postcode, region: 'FL', country: 'US' },
      },
    );
    this.#clientIds.set(name, made.id);
  }

  /** What happens on site. */
  async #work(account: AccountName, day: number): Promise<void> {
    const desk = this.#actor(account, this.#desk(account));
    const crew = account === 'cleaning' ? this.#actor(account, 'lee') : desk;
    for (const job of this.#jobs(account, (one) => one.made === day)) await this.#make(account, desk, job);
    for (const job of this.#jobs(account, (one) => one.started === day)) {
      const jobId = this.#jobIds.get(job)!;
      await this.#do(crew, `demo:start:${this.#index(job)}`, startJob, { jobId });
      if (job.photos.length > 0)
        await this.#do(crew, `demo:photos:${this.#index(job)}`, addPhoto, {
          jobId,
          photos: job.photos.map(demoPhoto),
        });
    }
    const done = this.#jobs(account, (one) => one.completed === day);
    if (done.length > 0)
      await this.#do(crew, `demo:complete:${day}`, completeJob, {
        jobIds: done.map((job) => this.#jobIds.get(job)!),
      });
    for (const job of this.#jobs(account, (one) => one.made === day && one.cancelled !== null)) {
      await this.#do(desk, `demo:cancel:${this.#index(job)}`, cancelJob, {
        jobIds: [this.#jobIds.get(job)!],
        reason: job.cancelled,
      });
    }
  }

  async #make(account: AccountName, desk: Actor, job: DemoJob): Promise<void> {
    const client = demoClients[job.client];
    const made = await this.#do(desk, `demo:job:${this.#index(job)}`, createJob, {
      clientId: this.#clientIds.get(job.client),
      title: job.title,
      site: `${client.street}, ${client.city}, FL ${client.postcode}`,
      crew: account === 'cleaning' ? demoPeople.lee.name : null,
      purchaseOrder: job.purchaseOrder,
      facts: job.facts,
      scheduledOn:
        job.scheduledIn !== null
          ? this.#day(-job.scheduledIn)
          : job.started === null
            ? null
            : this.#day(job.started),
    });
    this.#jobIds.set(job, made.id);
    if (job.notes.length > 0)
      await this.#do(desk, `demo:notes:${this.#index(job)}`, addNote, { jobId: made.id, notes: job.notes });
  }

  /** What happens on the desk: Sam drafts and asks, Dana decides, Sam sends. Alone, Riley approves what Riley sends. */
  async #bill(account: AccountName, day: number): Promise<void> {
    const desk = this.#actor(account, this.#desk(account));
    const drafted = this.#jobs(account, (one) => one.drafted === day);
    if (drafted.length > 0) {
      const { invoices } = await this.#do(desk, `demo:draft:${day}`, draftInvoice, {
        jobIds: drafted.map((job) => this.#jobIds.get(job)!),
      });
      for (const [index, job] of drafted.entries()) this.#invoiceIds.set(job, invoices[index]!.id);
    }
    if (account === 'cleaning') await this.#decide(desk, day);
    const sent = this.#jobs(account, (one) => one.sent === day);
    if (sent.length === 0) return;
    const { items } = await this.#do(desk, `demo:send:${day}`, sendInvoice, {
      invoiceIds: this.#invoices(sent),
      approveNow: account === 'coast',
    });
    const refused = items.find((item) => item.refusal !== null);
    if (refused) throw new Error(`a demo invoice was not sent: ${refused.refusal?.reason}`);
  }

  async #decide(desk: Actor, day: number): Promise<void> {
    const asked = this.#jobs('cleaning', (one) => one.asked === day);
    if (asked.length > 0) {
      const { items } = await this.#do(desk, `demo:ask:${day}`, requestApproval, {
        action: 'send-invoice',
        invoiceIds: this.#invoices(asked),
      });
      for (const [index, job] of asked.entries()) this.#approvalIds.set(job, items[index]!.approvalId!);
    }
    const owner = this.#actor('cleaning', 'dana');
    const approved = this.#jobs('cleaning', (one) => one.approved === day);
    if (approved.length > 0) {
      await this.#do(owner, `demo:approve:${day}`, decideApproval, {
        approvalIds: approved.map((job) => this.#approvalIds.get(job)!),
        decision: 'approve',
      });
    }
    for (const job of asked.filter((one) => one.denied !== null)) {
      await this.#do(owner, `demo:deny:${this.#index(job)}`, decideApproval, {
        approvalIds: [this.#approvalIds.get(job)!],
        decision: 'deny',
        comment: job.denied,
      });
    }
  }

  async #collect(day: number): Promise<void> {
    const paying = demoJobs.filter((job) => job.card?.on === day);
    for (const job of paying) {
      await this.#ground.payByCard(
        demoAccounts[demoClients[job.client].account],
        this.#invoiceIds.get(job)!,
        job.card!.method,
      );
    }
    // On the clock of that day: the mail, the receipt and the gateway's fee bear its date.
    await this.#ground.settle();
  }

  /** Not from the clock: after a break that stands on a later day than the step that is repeated. */
  #day(daysAgo: number): string {
    return dayOf(new Date(this.#presentMs - daysAgo * dayMs).toISOString(), 'America/New_York');
  }

  #jobs(account: AccountName, which: (job: DemoJob) => boolean): DemoJob[] {
    return demoJobs.filter((job) => demoClients[job.client].account === account && which(job));
  }

  #invoices(jobs: readonly DemoJob[]): string[] {
    return jobs.map((job) => this.#invoiceIds.get(job)!);
  }

  #index(job: DemoJob): number {
    return demoJobs.indexOf(job);
  }

  #desk(account: AccountName): DemoPerson {
    return account === 'coast' ? 'riley' : 'sam';
  }

  #actor(account: AccountName, person: DemoPerson): Actor {
    const member = demoMembers[account].find((one) => one.person === person)!;
    return actorOf(
      demoAccounts[account],
      this.#users.get(person)!,
      demoPeople[person].name,
      member.role,
      member.approveLimitMinor,
    );
  }

  async #do<I, O>(actor: Actor, key: string, action: Action<I, O>, input: unknown): Promise<O> {
    const outcome = await perform(this.#ground.house, actor, action, input, { key });
    if (!outcome.ok)
      throw new Error(
        `the demo's ${action.name} (${key}) was refused: ${outcome.refusal.code}, ${outcome.refusal.reason}`,
      );
    return outcome.value;
  }
}

const actorOf = (accountId: string, id: string, name: string, role: Role, limit: number | null): Actor => ({
  kind: 'person',
  id,
  name,
  role,
  accountId,
  permissions: new Set(permissionsOf(role)),
  approveLimitMinor: limit === null ? null : BigInt(limit),
});
