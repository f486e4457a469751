/**
 * The pay page's own script: opens a payment, shows the gateway's card form, confirms, and waits for the server's proof.
 * It never sees a card and never says by itself that anything is paid: for that the page is loaded again.
 */
import { type Opened, openPayment, readStatus, type Status } from './server-calls.ts';
import {
  loadStripe,
  type StripeElement,
  type StripeElements,
  type StripeError,
  type StripeLike,
} from './stripe-script.ts';

const find = <E extends HTMLElement = HTMLElement>(id: string): E => document.getElementById(id) as E;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const zone = find('zone');
const path = zone.dataset.path ?? location.pathname;
const isDark = matchMedia('(prefers-color-scheme: dark)');

interface Form {
  stripe: StripeLike;
  elements: StripeElements;
  element: StripeElement;
  clientSecret: string;
}

const lost = 'The connection was lost.';

class Checkout {
  readonly #ask = find<HTMLButtonElement>('ask');
  readonly #card = find<HTMLFormElement>('card');
  readonly #confirm = find<HTMLButtonElement>('confirm');
  readonly #cancel = find<HTMLButtonElement>('cancel');
  readonly #problem = find('problem');
  readonly #progress = find('progress');
  #form: Form | null = null;
  #isBusy = false;
  #label = this.#ask.textContent ?? '';

  start(): void {
    this.#ask.addEventListener('click', () => void this.#open());
    this.#cancel.addEventListener('click', () => this.#close(true));
    this.#card.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#pay();
    });
    isDark.addEventListener('change', () => this.#form?.elements.update({ appearance: appearance() }));
    if (cameBack()) void this.#follow(null);
    else if (zone.dataset.asked) void this.#open();
    else this.#ask.removeAttribute('aria-busy');
  }

  /** Disabled for hands, but still focusable, so that a screen reader does not lose its place. */
  #setBusy(button: HTMLButtonElement, words: string | null): void {
    this.#isBusy = words !== null;
    button.toggleAttribute('aria-busy', false);
    if (words !== null) button.setAttribute('aria-busy', 'true');
    for (const one of [this.#ask, this.#confirm, this.#cancel]) {
      if (this.#isBusy) one.setAttribute('aria-disabled', 'true');
      else one.removeAttribute('aria-disabled');
    }
    button.textContent = words ?? this.#label;
  }

  #say(problem: string, progress = ''): void {
    this.#problem.textContent = problem;
    this.#progress.textContent = progress;
  }

  async #open(): Promise<void> {
    if (this.#isBusy) return;
    this.#say('');
    this.#setBusy(this.#ask, 'Opening the card form…');
    const opened = await this.#askServer();
    if (!opened) return this.#setBusy(this.#ask, null);
    try {
      const stripe = await loadStripe(opened.scriptUrl, opened.publishableKey);
      await this.#mount(stripe, opened);
      this.#setBusy(this.#ask, null);
      this.#show(true);
      this.#form?.element.focus();
    } catch {
      this.#close(false);
      this.#setBusy(this.#ask, null);
      this.#say(
        'The card form could not be loaded. Nothing was charged. Check your connection or your ad blocker and try again.',
      );
    }
  }

  /** @returns what is needed to go on, or null when the payer has been told why not */
  async #askServer(): Promise<Opened | null> {
    const answer = await openPayment(path, Number(zone.dataset.amount), zone.dataset.currency ?? '');
    switch (answer.kind) {
      case 'opened':
        return answer;
      case 'changed':
        this.#close(false);
        this.#rename(answer.amountMinor, answer.amount);
        this.#say(
          `The amount has changed: it is now ${answer.amount}. Nothing was charged. You can pay the new amount now.`,
        );
        this.#ask.focus();
        return null;
      case 'follow':
        void this.#follow(null);
        return null;
      case 'moved':
        location.reload();
        return null;
      default:
        this.#say(answer.message);
        return null;
    }
  }

  #rename(amountMinor: number, amount: string): void {
    zone.dataset.amount = String(amountMinor);
    this.#label = `Pay ${amount}`;
    this.#ask.textContent = this.#label;
    this.#confirm.textContent = this.#label;
    const shown = document.querySelector('.amount');
    if (shown) shown.textContent = amount;
  }

  async #mount(stripe: StripeLike, opened: Opened): Promise<void> {
    if (this.#form?.clientSecret === opened.clientSecret) return;
    this.#form?.element.destroy();
    const elements = stripe.elements({
      clientSecret: opened.clientSecret,
      appearance: appearance(),
      locale: 'en',
    });
    const element = elements.create('payment', { layout: 'tabs' });
    this.#form = { stripe, elements, element, clientSecret: opened.clientSecret };
    // A hidden form has no width to lay fields out in.
    this.#card.hidden = false;
    await new Promise<void>((resolve, reject) => {
      element.on('ready', () => resolve());
      element.on('loaderror', () => reject(new Error('the card form did not load')));
      setTimeout(() => reject(new Error('the card form took too long')), 20_000);
      element.mount('#element');
    });
  }

  #show(isOpen: boolean): void {
    this.#card.hidden = !isOpen;
    this.#confirm.hidden = !isOpen;
    this.#cancel.hidden = !isOpen;
    this.#ask.hidden = isOpen;
    this.#card.closest('.side')?.classList.toggle('tall', isOpen);
  }

  #close(isByHand: boolean): void {
    if (isByHand && this.#isBusy) return;
    this.#form?.element.destroy();
    this.#form = null;
    this.#say('');
    this.#show(false);
    if (isByHand) this.#ask.focus();
  }

  async #pay(): Promise<void> {
    const form = this.#form;
    if (this.#isBusy || !form) return;
    this.#say('');
    this.#setBusy(this.#confirm, 'Checking…');
    const checked = await form.elements.submit();
    // The form says itself which field is wrong.
    if (checked.error) return this.#fail(checked.error);
    // Another tab, a person in the office or the bank may have been faster than this page.
    const opened = await this.#askServer();
    if (!opened) return this.#setBusy(this.#confirm, null);
    if (opened.clientSecret !== form.clientSecret) return this.#startAnew();
    this.#setBusy(this.#confirm, 'Paying…');
    try {
      const result = await form.stripe.confirmPayment({
        elements: form.elements,
        redirect: 'if_required',
        confirmParams: { return_url: location.origin + location.pathname },
      });
      if (result.error) return await this.#afterError(result.error);
      await this.#follow(null);
    } catch {
      await this.#follow(lost);
    }
  }

  #startAnew(): void {
    this.#setBusy(this.#confirm, null);
    this.#close(false);
    this.#say('This payment was begun anew elsewhere. Nothing was charged. Please press the button again.');
  }

  #fail(error: StripeError): void {
    this.#setBusy(this.#confirm, null);
    const isField = error.type === 'validation_error';
    const reason = error.message ?? 'The payment was declined.';
    this.#say(isField ? reason : `${reason} Nothing was charged. Please try again or use another card.`);
    if (!isField) this.#confirm.focus();
  }

  /** Only a decline, or a cardholder who did not prove to be one, is certain. After anything else the server looks. */
  async #afterError(error: StripeError): Promise<void> {
    const isCertain =
      error.type === 'card_error' ||
      error.type === 'validation_error' ||
      error.code === 'payment_intent_authentication_failure';
    if (isCertain) return this.#fail(error);
    // An unexpected state is that of a payment that has already gone through, here or in another tab.
    await this.#follow(error.code === 'payment_intent_unexpected_state' ? null : (error.message ?? lost));
  }

  /**
   * Waits until the server has proof. `doubt` is what went wrong, when it is not known whether the payment went through:
   * then the wait is short, and ends in words that promise nothing.
   */
  async #follow(doubt: string | null): Promise<void> {
    this.#setBusy(this.#confirm, 'Confirming…');
    this.#card.hidden = true;
    this.#confirm.hidden = true;
    this.#cancel.hidden = true;
    this.#ask.hidden = true;
    this.#say('', 'Confirming your payment… Please keep this page open.');
    this.#progress.scrollIntoView({ block: 'nearest' });
    const waits = patience(doubt === null ? 600_000 : 12_000);
    let waited = 0;
    for (const wait of waits) {
      const status = await readStatus(path);
      if (status && status.state !== 'pay') return location.reload();
      if (doubt !== null && status?.attempt === 'failed')
        return this.#undecided(status.reason ?? doubt, true);
      if (waited > 20_000)
        this.#say(
          '',
          'This takes longer than usual. You may close this page: open the same link later and it will show your receipt.',
        );
      await pause(wait);
      waited += wait;
    }
    this.#undecided(doubt ?? 'The confirmation has not come yet.', false);
  }

  #undecided(reason: string, isCertain: boolean): void {
    this.#setBusy(this.#confirm, null);
    this.#confirm.textContent = this.#label;
    this.#show(this.#form !== null);
    this.#say(
      isCertain
        ? `${reason} Nothing was charged. Please try again.`
        : `${reason} No payment has arrived so far. It is safe to try again: you cannot be charged twice here.`,
    );
  }
}

/** Polling pauses that grow: quick while a person watches, slow later. */
function* patience(forMs: number): Generator<number> {
  let wait = 600;
  for (let spent = 0; spent < forMs; spent += wait) {
    yield wait;
    wait = Math.min(spent < 60_000 ? 5_000 : 20_000, wait * 1.4);
  }
}

/** A bank that led the payer away leads back here with words in the address; they prove nothing and are taken off. */
function cameBack(): boolean {
  const isBack = new URLSearchParams(location.search).has('payment_intent');
  if (isBack) history.replaceState(null, '', location.pathname);
  return isBack;
}

function appearance(): object {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  return {
    theme: isDark.matches ? 'night' : 'stripe',
    variables: {
      colorPrimary: color('--focus'),
      colorBackground: color('--sheet'),
      colorText: color('--text'),
      colorTextSecondary: color('--soft'),
      colorDanger: color('--red'),
      borderRadius: '9px',
      fontSizeBase: '16px',
      fontFamily: getComputedStyle(document.body).fontFamily,
    },
  };
}

/** A payment under way: the page looks now and then, and loads again when there is something new to say. */
async function watch(): Promise<void> {
  for (const wait of patience(3_600_000)) {
    await pause(Math.max(3_000, wait));
    if (document.hidden) continue;
    const status: Status | null = await readStatus(path);
    if (status && status.state !== 'in_flight') return location.reload();
  }
}

// A page from the back button's memory may be older than the payment.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

if (zone.dataset.state === 'in_flight') void watch();
else new Checkout().start();
