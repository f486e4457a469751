/**
 * Loads the gateway's browser script, Stripe's own or the sandbox's, once and only when the payer has asked for it.
 * The shapes are the small part of it that the pay page uses.
 */
export interface StripeError {
  type: string;
  code?: string;
  message?: string;
}

export interface StripeElement {
  mount(selector: string): void;
  on(event: 'ready' | 'loaderror', listener: () => void): void;
  focus(): void;
  destroy(): void;
}

export interface StripeElements {
  create(type: 'payment', options: object): StripeElement;
  submit(): Promise<{ error?: StripeError }>;
  update(options: object): void;
}

export interface StripeLike {
  elements(options: object): StripeElements;
  confirmPayment(options: object): Promise<{ error?: StripeError }>;
}

type Factory = (publishableKey: string, options?: object) => StripeLike;

let made: StripeLike | null = null;

/** @throws when it cannot be loaded; the next call tries again */
export async function loadStripe(scriptUrl: string, publishableKey: string): Promise<StripeLike> {
  const held = window as unknown as { Stripe?: Factory };
  if (!held.Stripe) await load(scriptUrl);
  if (!held.Stripe) throw new Error('the gateway script brought nothing');
  made ??= held.Stripe(publishableKey);
  return made;
}

function load(scriptUrl: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = scriptUrl;
    script.onload = () => resolve();
    script.onerror = () => {
      script.remove();
      reject(new Error('the gateway script did not load'));
    };
    document.head.append(script);
  });
}
