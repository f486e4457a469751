/**
 * A small pool of typesetting processes. A render blocks its process and leaks a little memory, so it happens in
 * children that are replaced after some hundred renders, killed when they take too long, and retired when idle.
 * It does not know what is rendered and never renders twice by itself: a lost render is a fault, and the caller decides.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { DocumentFault } from '../port.ts';

export interface RenderPoolOptions {
  childPath: string;
  /** Handed to every child as its only argument. */
  childSettings: { templatePath: string; workspace: string; fontPaths: string[] };
  size: number;
  /** RSS grows by 0.1 to 0.2 MB a render, whatever is evicted. */
  rendersPerChild: number;
  renderLimitMs: number;
  /** Renders that may wait; beyond that the caller is told to slow down. */
  waitingMax: number;
  idleMs: number;
}

export type PdfStandard = 'a-3a' | '1.7';

interface Task {
  view: string;
  standard: PdfStandard;
  resolve(pdf: Uint8Array): void;
  reject(fault: DocumentFault): void;
}

interface Child {
  process: ChildProcess;
  task: Task | null;
  renders: number;
  timer: NodeJS.Timeout | null;
}

type Answer = { id: number; pdf: Uint8Array } | { id: number; error: string } | { ready: true };

export class RenderPool {
  readonly #options: RenderPoolOptions;
  readonly #children = new Set<Child>();
  readonly #waiting: Task[] = [];
  readonly #endings = new Set<Promise<void>>();
  #isClosed = false;

  constructor(options: RenderPoolOptions) {
    this.#options = options;
  }

  /** @param standard what the file conforms to: `a-3a` to keep, `1.7` for a draft */
  render(view: string, standard: PdfStandard): Promise<Uint8Array> {
    if (this.#isClosed)
      return Promise.reject(new DocumentFault('closed', 'The document engine is shut down.'));
    if (this.#waiting.length >= this.#options.waitingMax) {
      return Promise.reject(
        new DocumentFault('overloaded', `${this.#waiting.length} renders are waiting already.`),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ view, standard, resolve, reject });
      this.#assign();
    });
  }

  /** Process ids of the children alive now; for health pages, and for tests that kill one. */
  childPids(): number[] {
    return [...this.#children].map((child) => child.process.pid ?? 0);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const closed = new DocumentFault('closed', 'The document engine was shut down before the render ended.');
    for (const task of this.#waiting.splice(0)) task.reject(closed);
    for (const child of [...this.#children]) {
      child.process.ref();
      if (child.task) child.process.kill('SIGKILL');
      child.task?.reject(closed);
      child.task = null;
      this.#retire(child);
    }
    await Promise.all(this.#endings);
  }

  #start(): Child {
    const process = fork(this.#options.childPath, [JSON.stringify(this.#options.childSettings)], {
      serialization: 'advanced',
      // Neither the parent's loaders nor its secrets: the child typesets and nothing else.
      execArgv: [],
      env: {},
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const child: Child = { process, task: null, renders: 0, timer: null };
    this.#children.add(child);
    const lose = (reason: string) =>
      this.#lose(child, new DocumentFault('died', `The typesetting process ${reason}.`));
    process.on('message', (answer: Answer) => this.#finish(child, answer));
    process.on('error', (error) => lose(`failed: ${error.message}`));
    const ended = new Promise<void>((resolve) => process.once('exit', () => resolve()));
    this.#endings.add(ended);
    process.once('exit', (code, signal) => {
      this.#endings.delete(ended);
      lose(`ended (${signal ?? `code ${code}`}) during the render`);
    });
    return child;
  }

  /** The child is gone or unusable: its task fails, and others go on with another child. */
  #lose(child: Child, fault: DocumentFault): void {
    if (!this.#children.delete(child)) return;
    if (child.timer) clearTimeout(child.timer);
    child.task?.reject(fault);
    child.task = null;
    this.#assign();
  }

  #retire(child: Child): void {
    this.#children.delete(child);
    if (child.timer) clearTimeout(child.timer);
    if (child.process.connected) child.process.disconnect();
  }

  #run(child: Child, task: Task): void {
    if (child.timer) clearTimeout(child.timer);
    child.task = task;
    child.renders += 1;
    child.process.ref();
    child.process.channel?.ref();
    child.timer = setTimeout(() => {
      child.process.kill('SIGKILL');
      const limitMs = this.#options.renderLimitMs;
      this.#lose(child, new DocumentFault('timed_out', `The render took longer than ${limitMs} ms.`));
    }, this.#options.renderLimitMs);
    child.process.send({ id: child.renders, view: task.view, standard: task.standard }, (error) => {
      if (!error) return;
      child.process.kill('SIGKILL');
      this.#lose(
        child,
        new DocumentFault('died', `The typesetting process cannot be reached: ${error.message}`),
      );
    });
  }

  #finish(child: Child, answer: Answer): void {
    const { task } = child;
    if ('ready' in answer || !task || answer.id !== child.renders) return;
    child.task = null;
    if (child.timer) clearTimeout(child.timer);
    if ('pdf' in answer) task.resolve(answer.pdf);
    else task.reject(new DocumentFault('failed', `The document could not be typeset: ${answer.error}`));
    if (child.renders >= this.#options.rendersPerChild) this.#retire(child);
    else this.#rest(child);
    this.#assign();
  }

  /** An idle child neither holds the program open nor its memory for ever. */
  #rest(child: Child): void {
    child.timer = setTimeout(() => this.#retire(child), this.#options.idleMs);
    child.timer.unref();
    child.process.unref();
    child.process.channel?.unref();
  }

  #assign(): void {
    while (this.#waiting.length > 0 && !this.#isClosed) {
      const idle = [...this.#children].find((child) => child.task === null);
      if (!idle && this.#children.size >= this.#options.size) return;
      this.#run(idle ?? this.#start(), this.#waiting.shift()!);
    }
  }
}
