/** The bank's page for payments that were confirmed on a server: it answers for the cardholder and leads back. */
(() => {
  const script = document.currentScript;
  const base = new URL('..', script.src).href.replace(/\/$/, '');
  const query = new URLSearchParams(window.location.search);
  const [intent, secret] = [query.get('payment_intent'), query.get('client_secret')];
  const headers = { authorization: `Bearer ${script.dataset.key}`, 'stripe-version': '2026-10-28.endive' };

  async function answer(outcome) {
    const place = document.getElementById('answer');
    const before = await (
      await fetch(`${base}/v1/payment_intents/${intent}?${new URLSearchParams({ client_secret: secret })}`, {
        headers,
      })
    ).json();
    const reply = await fetch(`${base}/v1/3ds2/authenticate`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ payment_intent: intent, client_secret: secret, outcome }),
    });
    const body = await reply.json();
    const back = before.next_action?.redirect_to_url?.return_url;
    if (!back) {
      place.textContent = reply.ok
        ? `The payment is now: ${body.status}.`
        : (body.error?.message ?? 'It did not work.');
      return;
    }
    const target = new URL(back);
    target.searchParams.set('payment_intent', intent);
    target.searchParams.set('payment_intent_client_secret', secret);
    target.searchParams.set(
      'redirect_status',
      reply.ok && body.status === 'succeeded' ? 'succeeded' : 'failed',
    );
    window.location.assign(target.href);
  }

  for (const button of document.querySelectorAll('[data-outcome]'))
    button.addEventListener('click', () => answer(button.dataset.outcome));
})();
