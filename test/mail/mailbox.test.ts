/** The built-in mailbox: what it keeps, finds and shows. */
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDropMail } from '../../src/gateways/mail/drop.ts';
import { type Mailbox, openMailbox } from '../../src/sandbox/mailbox/mailbox.ts';
import { mailboxRoutes } from '../../src/sandbox/mailbox/routes.ts';
import { mailTo } from '../contract/mail.ts';

const now = () => '2026-11-21T15:04:06.000Z';

describe('the mailbox in a folder', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'closeout-mailbox-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('keeps mail over a restart, numbers on, and lists newest first', async () => {
    const first = await openMailbox({ folder, now });
    await createDropMail(first).send(mailTo('one@a.example.test', { subject: 'First' }));
    await createDropMail(first).send(
      mailTo('two@a.example.test', {
        subject: 'Second',
        bcc: [{ name: null, address: 'blind@a.example.test' }],
      }),
    );
    const again = await openMailbox({ folder, now });
    expect(again.list()).toEqual(first.list());
    await createDropMail(again).send(mailTo('three@a.example.test', { subject: 'Third' }));
    expect(again.list().map((entry) => [entry.id, entry.subject])).toEqual([
      ['00000003', 'Third'],
      ['00000002', 'Second'],
      ['00000001', 'First'],
    ]);
    expect(again.list({ recipient: 'BLIND@a' }).map((entry) => entry.subject)).toEqual(['Second']);
    expect(again.list({ offset: 1, limit: 1 }).map((entry) => entry.subject)).toEqual(['Second']);
    expect((await readdir(folder)).sort()).toEqual([
      '00000001.eml',
      '00000002.eml',
      '00000003.eml',
      'index.jsonl',
    ]);
  });

  it('lives with a torn or lost index and with a half-written message', async () => {
    await appendFile(join(folder, 'index.jsonl'), '{"id":"0000');
    await writeFile(join(folder, '00000009.eml.part'), 'half');
    expect((await openMailbox({ folder, now })).count()).toBe(3);
    await rm(join(folder, 'index.jsonl'));
    const bare = await openMailbox({ folder, now });
    expect(bare.list().map((entry) => entry.subject)).toEqual(['Third', 'Second', 'First']);
    expect(bare.count('two@a')).toBe(1);
  });
});

describe('waiting for mail', () => {
  it('gives the next one for the recipient, or one after an id, or says that none came', async () => {
    const mailbox = await openMailbox({ folder: null, now });
    const gateway = createDropMail(mailbox);
    const waiting = mailbox.waitForNext({ recipient: 'b@a' });
    await gateway.send(mailTo('a@a.example.test'));
    await gateway.send(mailTo('b@a.example.test'));
    expect((await waiting).entry.id).toBe('00000002');
    expect((await mailbox.waitForNext({ recipient: 'b@a', afterId: '00000001' })).entry.id).toBe('00000002');
    await expect(mailbox.waitForNext({ limitMs: 20 })).rejects.toThrow(
      'No mail for anybody arrived within 20 ms.',
    );
  });
});

describe('the pages', () => {
  let mailbox: Mailbox;
  const hostile = '"><script>alert(1)</script>';
  beforeAll(async () => {
    mailbox = await openMailbox({ folder: null, now });
    const gateway = createDropMail(mailbox);
    for (let index = 0; index < 60; index += 1) await gateway.send(mailTo(`plain${index}@a.example.test`));
    await gateway.send(
      mailTo('hostile@a.example.test', {
        subject: hostile,
        html: `<p onclick="x">Hi ${hostile}</p>`,
        text: hostile,
        bcc: [{ name: null, address: 'blind@a.example.test' }],
        attachments: [
          { filename: '<b>.pdf', contentType: 'application/pdf', bytes: new Uint8Array([37, 80, 68, 70]) },
          { filename: 'page.html', contentType: 'text/html', bytes: Buffer.from(hostile) },
        ],
      }),
    );
  });

  async function get(path: string): Promise<Response> {
    const url = new URL(path, 'http://localhost');
    const parts = url.pathname.split('/');
    for (const route of mailboxRoutes(mailbox)) {
      const names = route.path.split('/');
      if (
        names.length !== parts.length ||
        !names.every((name, i) => name.startsWith(':') || name === parts[i])
      )
        continue;
      const params = Object.fromEntries(
        names.flatMap((name, i) => (name.startsWith(':') ? [[name.slice(1), parts[i]!]] : [])),
      );
      return route.handle({ params, query: Object.fromEntries(url.searchParams) });
    }
    throw new Error(`No route for ${path}`);
  }

  it('lists fifty newest first, with the way to the rest, and searches by recipient', async () => {
    const list = await (await get('/mailbox')).text();
    expect(list).toContain('61 messages');
    expect(list.match(/<li>/g)).toHaveLength(50);
    expect(list).toContain('offset=50');
    expect((await (await get('/mailbox?offset=50')).text()).match(/<li>/g)).toHaveLength(11);
    expect(await (await get('/mailbox?to=plain59%40a')).text()).toContain('1 message');
    expect(await (await get('/mailbox?to=%22%3E%3Cscript%3E')).text()).not.toContain('"><script>');
  });

  it('shows nothing of a mail as its own code', async () => {
    for (const path of [
      '/mailbox',
      '/mailbox/00000061',
      '/mailbox/00000061?view=text',
      '/mailbox/00000061?view=source',
    ]) {
      const response = await get(path);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await response.text()).not.toContain('<script');
    }
    const page = await (await get('/mailbox/00000061')).text();
    expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    expect(page).not.toContain('allow-scripts');
    expect(page).toContain('blind@a.example.test');
  });

  it('gives attachments as they came; only a PDF opens in place', async () => {
    const pdf = await get('/mailbox/00000061/attachments/0?open=1');
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.headers.get('content-disposition')).toMatch(/^inline/);
    expect(Buffer.from(await pdf.arrayBuffer()).toString()).toBe('%PDF');
    const page = await get('/mailbox/00000061/attachments/1?open=1');
    expect(page.headers.get('content-type')).toBe('application/octet-stream');
    expect(page.headers.get('content-disposition')).toMatch(/^attachment/);
    const raw = await get('/mailbox/00000061/raw');
    expect(
      Buffer.from(await raw.arrayBuffer()).equals(Buffer.from((await mailbox.read('00000061'))!.raw)),
    ).toBe(true);
  });

  it.each(['/mailbox/00000099', '/mailbox/..', '/mailbox/00000061/attachments/7', '/mailbox/nope/raw'])(
    'answers 404 for %s',
    async (path) => {
      const response = await get(path.replace('..', '%2e%2e%2f'));
      expect(response.status).toBe(404);
    },
  );
});
