/** The Stripe adapter passes the contract of every payment gateway, through the official SDK and our sandbox. */
import { paymentContract } from './payment.ts';
import { stripeRig } from './stripe-rig.ts';

paymentContract('Stripe adapter over the sandbox', () => stripeRig('contract'));
