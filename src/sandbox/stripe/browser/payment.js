/**
 * The card form inside the frame. It checks, formats and sends card data to the sandbox it was served from.
 * What leaves for the page around it is only: complete or not, brand, height, and the id of a payment method.
 */
(() => {
  const base = new URL('..', document.currentScript.src).href.replace(/\/$/, '');
  const apiVersion = '2026-10-28.endive';
  const $ = (id) => document.getElementById(id);
  const fields = { number: $('number'), expiry: $('expiry'), cvc: $('cvc') };
  const touched = new Set();
  let port = null;
  let key = '';
  let lastChange = '';

  const brands = [
    ['amex', /^3[47]/, 'Amex'],
    ['diners', /^3[0689]/, 'Diners'],
    ['jcb', /^35/, 'JCB'],
    ['visa', /^4/, 'Visa'],
    ['mastercard', /^(5[1-5]|2[2-7])/, 'Mastercard'],
    ['unionpay', /^62/, 'UnionPay'],
    ['discover', /^6/, 'Discover'],
  ];
  const digitsOf = (text) => text.replace(/\D/g, '');
  const brandOf = (digits) => brands.find(([, pattern]) => pattern.test(digits)) ?? ['unknown', null, ''];
  const lengthOf = (brand) => (brand === 'amex' ? 15 : brand === 'diners' ? [14, 16] : 16);

  function passesLuhn(digits) {
    let sum = 0;
    [...digits].reverse().forEach((digit, i) => {
      const value = Number(digit) * (i % 2 ? 2 : 1);
      sum += value > 9 ? value - 9 : value;
    });
    return sum % 10 === 0;
  }

  function read() {
    const number = digitsOf(fields.number.value);
    const [month = '', year = ''] = fields.expiry.value.split('/').map(digitsOf);
    return { number, brand: brandOf(number)[0], month, year, cvc: digitsOf(fields.cvc.value) };
  }

  const problems = {
    number({ number, brand }) {
      const lengths = [lengthOf(brand)].flat();
      if (number === '' || number.length < Math.min(...lengths))
        return ['incomplete_number', 'Your card number is incomplete.'];
      if (!passesLuhn(number) || !lengths.includes(number.length))
        return ['invalid_number', 'Your card number is invalid.'];
      return null;
    },
    expiry({ month, year }) {
      if (month.length < 1 || year.length < 2 || year.length === 3)
        return ['incomplete_expiry', "Your card's expiration date is incomplete."];
      if (Number(month) < 1 || Number(month) > 12)
        return ['invalid_expiry_month', "Your card's expiration month is invalid."];
      const now = new Date();
      const full = Number(year) + (year.length === 2 ? 2000 : 0);
      const left = (full - now.getFullYear()) * 12 + Number(month) - 1 - now.getMonth();
      if (left < 0) return ['invalid_expiry_year_past', "Your card's expiration date is in the past."];
      return left > 600 ? ['invalid_expiry_year', "Your card's expiration year is invalid."] : null;
    },
    cvc({ cvc, brand }) {
      return cvc.length < (brand === 'amex' ? 4 : 3)
        ? ['incomplete_cvc', "Your card's security code is incomplete."]
        : null;
    },
  };

  /** Shows what is wrong with the fields a person has left, or with all. @returns the first problem, or null */
  function show(all) {
    const card = read();
    let first = null;
    for (const [name, field] of Object.entries(fields)) {
      const problem = problems[name](card);
      const isShown = problem !== null && (all || touched.has(name));
      field.setAttribute('aria-invalid', String(isShown));
      const place = $(`${name}-error`);
      const text = isShown ? problem[1] : '';
      if (place.textContent !== text) place.textContent = text;
      if (problem && !first) first = { name, code: problem[0], message: problem[1] };
    }
    $('brand').textContent = card.brand === 'unknown' ? '' : brandOf(card.number)[2];
    return first;
  }

  function tellChange() {
    const card = read();
    const isComplete = Object.values(problems).every((check) => check(card) === null);
    const change = {
      kind: 'change',
      complete: isComplete,
      empty: card.number === '' && card.month === '' && card.cvc === '',
      brand: card.brand,
    };
    const text = JSON.stringify(change);
    if (text === lastChange) return;
    lastChange = text;
    port?.postMessage(change);
  }

  function groups(digits, brand) {
    const parts =
      brand === 'amex' || brand === 'diners'
        ? [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10, 16)]
        : digits.match(/.{1,4}/g);
    return (parts ?? []).filter((part) => part !== '').join(' ');
  }

  /** Sets the text and keeps the caret behind the same digit. */
  function rewrite(field, text) {
    if (field.value === text) return;
    const before = digitsOf(field.value.slice(0, field.selectionStart ?? field.value.length)).length;
    const isAtEnd = field.selectionStart === field.value.length;
    field.value = text;
    let place = text.length;
    if (!isAtEnd) {
      place = 0;
      for (let seen = 0; place < text.length && seen < before; place += 1)
        if (/\d/.test(text[place])) seen += 1;
    }
    if (document.activeElement === field) field.setSelectionRange(place, place);
  }

  function formatNumber() {
    const digits = digitsOf(fields.number.value).slice(0, 19);
    const brand = brandOf(digits)[0];
    rewrite(fields.number, groups(digits.slice(0, Math.max(...[lengthOf(brand)].flat())), brand));
    fields.cvc.maxLength = brand === 'amex' ? 4 : 3;
  }

  function formatExpiry(event) {
    const text = fields.expiry.value;
    let digits = digitsOf(text);
    if (/^\d{2}\s*\/\s*\d{4}$/.test(text) || digits.length > 4)
      digits = digits.slice(0, 2) + digits.slice(-2);
    if (/^[2-9]/.test(digits) || /^\d\s*\//.test(text)) digits = `0${digits}`;
    const isErasing = event?.inputType?.startsWith('delete');
    const tail = digits.slice(2, 4);
    rewrite(
      fields.expiry,
      digits.length < 2 || (isErasing && tail === '')
        ? digits.slice(0, 2)
        : `${digits.slice(0, 2)} / ${tail}`,
    );
  }

  function advance(from, to) {
    if (document.activeElement === fields[from] && problems[from](read()) === null) fields[to].focus();
  }

  fields.number.addEventListener('input', () => {
    formatNumber();
    advance('number', 'expiry');
  });
  fields.expiry.addEventListener('input', (event) => {
    formatExpiry(event);
    advance('expiry', 'cvc');
  });
  fields.cvc.addEventListener('input', () =>
    rewrite(fields.cvc, digitsOf(fields.cvc.value).slice(0, fields.cvc.maxLength)),
  );
  for (const [name, field] of Object.entries(fields)) {
    field.addEventListener('input', () => {
      touched.delete(name);
      show(false);
      tellChange();
    });
    field.addEventListener('blur', () => {
      if (field.value !== '') touched.add(name);
      show(false);
      port?.postMessage({ kind: 'blur' });
    });
    field.addEventListener('focus', () => port?.postMessage({ kind: 'focus' }));
  }

  for (const chip of document.querySelectorAll('[data-card]')) {
    chip.addEventListener('click', () => {
      fields.number.value = chip.dataset.card;
      const year = String((new Date().getFullYear() + 2) % 100).padStart(2, '0');
      fields.expiry.value = `12 / ${year}`;
      fields.cvc.value = '123';
      touched.clear();
      formatNumber();
      show(false);
      tellChange();
    });
  }
  $('form').addEventListener('submit', (event) => event.preventDefault());

  function validate() {
    const problem = show(true);
    if (!problem) return {};
    fields[problem.name].focus();
    return { error: { type: 'validation_error', code: problem.code, message: problem.message } };
  }

  async function send(path, parameters) {
    const form = new URLSearchParams();
    const add = (value, prefix) => {
      for (const [name, item] of Object.entries(value)) {
        const full = prefix ? `${prefix}[${name}]` : name;
        if (item === undefined || item === null || item === '') continue;
        if (typeof item === 'object') add(item, full);
        else form.append(full, String(item));
      }
    };
    add(parameters, '');
    try {
      const answer = await fetch(`${base}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'stripe-version': apiVersion },
        body: form,
      });
      const body = await answer.json();
      return answer.ok
        ? { value: body }
        : {
            error: body.error ?? { type: 'api_error', message: 'The payment service gave no usable answer.' },
          };
    } catch {
      return {
        error: {
          type: 'api_connection_error',
          message: 'The payment service could not be reached. Check your connection and try again.',
        },
      };
    }
  }

  /** A field that the sandbox found wrong is marked as if it had been found here. */
  function mark(result) {
    const name = { number: 'number', exp_month: 'expiry', exp_year: 'expiry', cvc: 'cvc' }[
      result.error?.param
    ];
    if (name && result.error.type === 'card_error') {
      fields[name].setAttribute('aria-invalid', 'true');
      $(`${name}-error`).textContent = result.error.message;
    }
    return result;
  }

  async function handle(message) {
    if (message.kind === 'validate') return validate();
    const { number, month, year, cvc } = read();
    const checked = validate();
    if (checked.error) return checked;
    const card = { number, exp_month: month, exp_year: year, cvc };
    if (message.kind === 'create_token')
      return mark(await send('/v1/tokens', { card: { ...card, name: message.data?.name } }));
    if (message.kind === 'create_method')
      return mark(
        await send('/v1/payment_methods', { type: 'card', card, billing_details: message.billing }),
      );
    return { error: { type: 'validation_error', message: 'The form does not know this request.' } };
  }

  const variables = {
    colorPrimary: '--primary',
    colorBackground: '--background',
    colorText: '--text',
    colorTextSecondary: '--quiet',
    colorDanger: '--danger',
    borderRadius: '--radius',
    fontSizeBase: '--size',
    fontFamily: '--font',
  };

  function apply(settings) {
    const root = document.documentElement;
    root.classList.toggle('dark', settings?.appearance?.theme === 'night');
    for (const [name, property] of Object.entries(variables)) {
      const value = settings?.appearance?.variables?.[name];
      if (value) root.style.setProperty(property, value);
      else root.style.removeProperty(property);
    }
  }

  function clear() {
    for (const field of Object.values(fields)) field.value = '';
    touched.clear();
    show(false);
    tellChange();
  }

  function tellHeight() {
    // One line of room for the focus ring, so that nothing scrolls inside.
    port?.postMessage({ kind: 'height', value: Math.ceil(document.body.getBoundingClientRect().height) + 2 });
  }

  window.addEventListener('message', (event) => {
    if (port || event.source !== window.parent || event.data?.kind !== 'init' || !event.ports[0]) return;
    port = event.ports[0];
    key = event.data.key;
    apply(event.data.settings);
    port.onmessage = async ({ data }) => {
      if (data.kind === 'settings') apply(data.settings);
      else if (data.kind === 'focus') fields.number.focus();
      else if (data.kind === 'clear') clear();
      else port.postMessage({ kind: 'answer', id: data.id, result: await handle(data) });
    };
    new ResizeObserver(tellHeight).observe(document.body);
    tellHeight();
    port.postMessage({ kind: 'ready' });
    tellChange();
  });
})();
