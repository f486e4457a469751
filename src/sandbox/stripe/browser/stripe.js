/**
 * A small stand-in for Stripe.js that speaks to the sandbox it was loaded from, wherever a proxy may have put it.
 * Card data stays inside the frame: this script never sees it. It has the calls that a pay page needs and no more.
 */
(() => {
  const script = document.currentScript ?? document.querySelector('script[src*="stripe.js"]');
  const base = new URL('.', script.src).href.replace(/\/$/, '');
  const origin = new URL(base).origin;
  const apiVersion = '2026-10-28.endive';

  const failure = (message) => ({ type: 'api_connection_error', message });

  function flatten(value, prefix, form) {
    for (const [key, item] of Object.entries(value)) {
      const name = prefix ? `${prefix}[${key}]` : key;
      if (item === undefined || item === null) continue;
      if (typeof item === 'object') flatten(item, name, form);
      else form.append(name, String(item));
    }
    return form;
  }

  async function call(key, method, path, parameters) {
    const form = flatten(parameters, '', new URLSearchParams());
    const isGet = method === 'GET';
    try {
      const answer = await fetch(`${base}${path}${isGet ? `?${form}` : ''}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'stripe-version': apiVersion },
        ...(isGet ? {} : { body: form }),
      });
      const body = await answer.json();
      if (!answer.ok) return { error: body.error ?? failure('The payment service gave no usable answer.') };
      return { value: body };
    } catch {
      return {
        error: failure('The payment service could not be reached. Check your connection and try again.'),
      };
    }
  }

  const isDark = (appearance) => appearance?.theme === 'night';

  class PaymentElement {
    #listeners = new Map();
    #frame = null;
    #port = null;
    #waiting = new Map();
    #next = 1;
    #ready;
    #markReady;
    constructor(type, key, settings) {
      this.elementType = type;
      this.key = key;
      this.settings = settings;
      this.#expectReady();
    }
    #expectReady() {
      this.#ready = new Promise((resolve) => {
        this.#markReady = resolve;
      });
    }
    on(name, listener) {
      this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
      return this;
    }
    once(name, listener) {
      const wrapped = (event) => {
        this.off(name, wrapped);
        listener(event);
      };
      return this.on(name, wrapped);
    }
    off(name, listener) {
      this.#listeners.set(
        name,
        listener ? (this.#listeners.get(name) ?? []).filter((item) => item !== listener) : [],
      );
      return this;
    }
    #tell(name, event) {
      for (const listener of this.#listeners.get(name) ?? [])
        listener({ elementType: this.elementType, ...event });
    }
    mount(target) {
      const place = typeof target === 'string' ? document.querySelector(target) : target;
      if (!place) throw new Error(`The place ${target} for the payment form does not exist.`);
      this.unmount();
      const frame = document.createElement('iframe');
      frame.src = `${base}/elements/payment`;
      frame.title = 'Secure payment form';
      frame.allow = 'payment *';
      frame.setAttribute('allowtransparency', 'true');
      // The frame keeps 4 px inside for its focus rings; the fields then stand flush with the page.
      Object.assign(frame.style, {
        border: '0',
        display: 'block',
        width: 'calc(100% + 8px)',
        height: '260px',
        margin: '-4px',
        colorScheme: isDark(this.settings.appearance) ? 'dark' : 'light',
      });
      frame.addEventListener('load', () => this.#connect(frame));
      place.replaceChildren(frame);
      this.#frame = frame;
    }
    #connect(frame) {
      const channel = new MessageChannel();
      channel.port1.onmessage = ({ data }) => this.#hear(data);
      this.#port = channel.port1;
      frame.contentWindow.postMessage({ kind: 'init', key: this.key, settings: this.settings }, origin, [
        channel.port2,
      ]);
    }
    #hear(message) {
      if (message.kind === 'ready') {
        this.#markReady();
        this.#tell('ready', {});
      } else if (message.kind === 'height' && this.#frame) this.#frame.style.height = `${message.value}px`;
      else if (message.kind === 'change') {
        const { kind: _, ...event } = message;
        this.#tell('change', { collapsed: false, value: { type: 'card' }, ...event });
      } else if (message.kind === 'focus' || message.kind === 'blur' || message.kind === 'escape')
        this.#tell(message.kind, {});
      else if (message.kind === 'answer') {
        this.#waiting.get(message.id)?.(message.result);
        this.#waiting.delete(message.id);
      }
    }
    /** Asks the frame; the answer never holds card data. */
    async ask(kind, body = {}) {
      if (!this.#frame)
        return {
          error: {
            type: 'validation_error',
            code: 'element_not_mounted',
            message: 'The payment form is not on the page.',
          },
        };
      await this.#ready;
      const id = this.#next;
      this.#next += 1;
      return new Promise((resolve) => {
        this.#waiting.set(id, resolve);
        this.#port.postMessage({ kind, id, ...body });
      });
    }
    update(settings) {
      this.settings = { ...this.settings, ...settings };
      if (this.#frame) this.#frame.style.colorScheme = isDark(this.settings.appearance) ? 'dark' : 'light';
      this.#port?.postMessage({ kind: 'settings', settings: this.settings });
    }
    focus() {
      this.#frame?.focus();
      this.#port?.postMessage({ kind: 'focus' });
    }
    blur() {
      this.#frame?.blur();
    }
    clear() {
      this.#port?.postMessage({ kind: 'clear' });
    }
    collapse() {}
    unmount() {
      this.#port?.close();
      this.#frame?.remove();
      this.#port = null;
      this.#frame = null;
      this.#expectReady();
    }
    destroy() {
      this.unmount();
      this.#tell('destroy', {});
    }
  }

  class Elements {
    #made = new Map();
    constructor(key, options) {
      if (options.paymentMethodTypes)
        throw new Error('paymentMethodTypes is no longer supported: use allowedPaymentMethodTypes.');
      this.key = key;
      this.options = options;
    }
    get clientSecret() {
      return this.options.clientSecret ?? null;
    }
    create(type, options = {}) {
      if (type !== 'payment' && type !== 'card')
        throw new Error(`This sandbox has no element of type ${type}.`);
      if (this.#made.has(type)) throw new Error(`Can only create one element of type ${type}.`);
      const { appearance, locale } = this.options;
      const element = new PaymentElement(type, this.key, { appearance, locale, ...options });
      element.on('destroy', () => this.#made.delete(type));
      this.#made.set(type, element);
      return element;
    }
    getElement(type) {
      return this.#made.get(typeof type === 'string' ? type : 'payment') ?? null;
    }
    update(options) {
      this.options = { ...this.options, ...options };
      for (const element of this.#made.values()) element.update(options);
    }
    async fetchUpdates() {
      return {};
    }
    first() {
      return this.#made.get('payment') ?? this.#made.get('card') ?? null;
    }
    /** Checks the form and shows what is wrong in it. */
    async submit() {
      const element = this.first();
      if (!element)
        return { error: { type: 'validation_error', message: 'There is no payment form to submit.' } };
      const result = await element.ask('validate');
      return result.error ? { error: result.error } : { selectedPaymentMethod: 'card' };
    }
  }

  function button(text, isPrimary) {
    const item = document.createElement('button');
    item.type = 'button';
    item.textContent = text;
    Object.assign(item.style, {
      font: '600 16px/1.2 system-ui, sans-serif',
      padding: '14px 18px',
      borderRadius: '8px',
      cursor: 'pointer',
      flex: '1 1 140px',
      minHeight: '48px',
      border: isPrimary ? '1px solid #4f46e5' : '1px solid #8b93a7',
      background: isPrimary ? '#4f46e5' : '#ffffff',
      color: isPrimary ? '#ffffff' : '#1f2433',
    });
    return item;
  }

  /** The bank's question. @returns true when the cardholder proves to be who they say. */
  function askCardholder() {
    const dialog = document.createElement('dialog');
    dialog.setAttribute('aria-label', '3-D Secure authentication (sandbox)');
    Object.assign(dialog.style, {
      border: '0',
      borderRadius: '14px',
      padding: '28px',
      width: 'min(420px, calc(100vw - 32px))',
      boxSizing: 'border-box',
      color: '#1f2433',
      background: '#ffffff',
      boxShadow: '0 24px 64px rgb(10 15 30 / 40%)',
      font: '16px/1.5 system-ui, sans-serif',
    });
    const title = document.createElement('h2');
    title.textContent = 'Is this payment yours?';
    Object.assign(title.style, { margin: '0 0 8px', font: '600 20px/1.3 system-ui, sans-serif' });
    const text = document.createElement('p');
    text.textContent =
      "Here your bank would ask for your fingerprint or a code. This is the sandbox: choose the bank's answer.";
    Object.assign(text.style, { margin: '0 0 20px', color: '#4a5265' });
    const row = document.createElement('div');
    Object.assign(row.style, { display: 'flex', gap: '12px', flexWrap: 'wrap' });
    const [yes, no] = [button('Authenticate', true), button('Fail', false)];
    row.append(yes, no);
    dialog.append(title, text, row);
    document.body.append(dialog);
    return new Promise((resolve) => {
      const end = (answer) => () => {
        dialog.close();
        dialog.remove();
        resolve(answer);
      };
      yes.addEventListener('click', end(true));
      no.addEventListener('click', end(false));
      dialog.addEventListener('cancel', end(false));
      dialog.showModal();
      yes.focus();
    });
  }

  const idOfSecret = (secret) => String(secret).split('_secret_')[0];

  class Client {
    #key;
    constructor(key, options) {
      this.#key = key;
      this.options = options;
    }
    elements(options = {}) {
      return new Elements(this.#key, options);
    }
    registerAppInfo() {}
    _registerWrapper() {}
    async createToken(element, data = {}) {
      if (!(element instanceof PaymentElement))
        return { error: { type: 'validation_error', message: 'Give the card element that holds the card.' } };
      const result = await element.ask('create_token', { data });
      return result.error ? { error: result.error } : { token: result.value };
    }
    async createPaymentMethod(options) {
      const element =
        options.elements?.first() ?? (options.card instanceof PaymentElement ? options.card : null);
      const billing = options.params?.billing_details ?? options.billing_details ?? {};
      if (element) {
        const result = await element.ask('create_method', { billing });
        return result.error ? { error: result.error } : { paymentMethod: result.value };
      }
      const result = await call(this.#key, 'POST', '/v1/payment_methods', options);
      return result.error ? { error: result.error } : { paymentMethod: result.value };
    }
    async retrievePaymentIntent(clientSecret) {
      const result = await call(this.#key, 'GET', `/v1/payment_intents/${idOfSecret(clientSecret)}`, {
        client_secret: clientSecret,
      });
      return result.error ? { error: result.error } : { paymentIntent: result.value };
    }
    async #confirm(clientSecret, parameters, handleActions = true) {
      const path = `/v1/payment_intents/${idOfSecret(clientSecret)}/confirm`;
      const result = await call(this.#key, 'POST', path, {
        ...parameters,
        client_secret: clientSecret,
        use_stripe_sdk: true,
      });
      if (result.error) return { error: result.error };
      return handleActions ? this.#finish(clientSecret, result.value) : { paymentIntent: result.value };
    }
    async #finish(clientSecret, intent) {
      if (intent.status !== 'requires_action') return { paymentIntent: intent };
      const outcome = (await askCardholder()) ? 'authenticated' : 'failed';
      const result = await call(this.#key, 'POST', '/v1/3ds2/authenticate', {
        payment_intent: intent.id,
        client_secret: clientSecret,
        outcome,
      });
      if (result.error) return { error: result.error };
      if (result.value.status === 'requires_payment_method')
        return { error: { ...result.value.last_payment_error, payment_intent: result.value } };
      return { paymentIntent: result.value };
    }
    async handleNextAction({ clientSecret }) {
      const result = await this.retrievePaymentIntent(clientSecret);
      return result.error ? result : this.#finish(clientSecret, result.paymentIntent);
    }
    async confirmCardPayment(clientSecret, data = {}, options = {}) {
      const { payment_method: method, ...rest } = data;
      const handleActions = options.handleActions !== false;
      if (method?.card instanceof PaymentElement) {
        const made = await this.createPaymentMethod({
          card: method.card,
          billing_details: method.billing_details,
        });
        if (made.error) return made;
        return this.#confirm(clientSecret, { ...rest, payment_method: made.paymentMethod.id }, handleActions);
      }
      if (typeof method === 'object' && method !== null) {
        return this.#confirm(
          clientSecret,
          { ...rest, payment_method_data: { type: 'card', ...method } },
          handleActions,
        );
      }
      return this.#confirm(clientSecret, { ...rest, payment_method: method }, handleActions);
    }
    async confirmPayment({ elements, clientSecret, confirmParams = {}, redirect = 'always' }) {
      const secret = clientSecret ?? elements?.clientSecret;
      if (!secret) throw new Error('confirmPayment needs a clientSecret, in elements or beside them.');
      if (redirect !== 'if_required' && !confirmParams.return_url)
        throw new Error('confirmPayment needs confirmParams.return_url, or redirect: "if_required".');
      const { payment_method_data: data, ...rest } = confirmParams;
      let method = confirmParams.payment_method;
      if (elements) {
        const checked = await elements.submit();
        if (checked.error) return { error: checked.error };
        const made = await this.createPaymentMethod({ elements, params: data });
        if (made.error) return made;
        method = made.paymentMethod.id;
      }
      const result = await this.#confirm(secret, { ...rest, payment_method: method });
      if (result.error || redirect === 'if_required') return result;
      const target = new URL(confirmParams.return_url);
      target.searchParams.set('payment_intent', result.paymentIntent.id);
      target.searchParams.set('payment_intent_client_secret', secret);
      target.searchParams.set('redirect_status', result.paymentIntent.status);
      window.location.assign(target.href);
      return new Promise(() => undefined);
    }
  }

  function Stripe(key, options = {}) {
    if (typeof key !== 'string' || !key.startsWith('pk_'))
      throw new Error('Stripe() needs the publishable key, which begins with pk_.');
    return new Client(key, options);
  }
  Stripe.version = 'endive';
  window.Stripe = Stripe;
})();
