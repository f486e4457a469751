/**
 * The life of an effect, something that leaves the house: queued, leased by a worker, handed over, then accepted, or
 * failed and tried again until it becomes an incident. An ambiguous outcome is `unknown` and is never sent again by itself.
 */
import { defineLife } from './life.ts';

export const effectStates = [
  'queued',
  'leased',
  'handing_over',
  'accepted',
  'failed',
  'unknown',
  'cancelled',
  'incident',
] as const;
export type EffectState = (typeof effectStates)[number];
export type EffectVerb =
  | 'lease'
  | 'release'
  | 'hand_over'
  | 'accept'
  | 'fail'
  | 'lose_sight'
  | 'give_up'
  | 'retry'
  | 'cancel';

export const effectLife = defineLife<EffectState, EffectVerb>('An effect', {
  queued: { lease: 'leased', cancel: 'cancelled' },
  // Nothing has left yet, so a lease that lapses here goes back to the queue.
  leased: { hand_over: 'handing_over', fail: 'failed', release: 'queued' },
  // Committed before the call: a crash from here on leaves the outcome unknown, not the effect unsent.
  handing_over: { accept: 'accepted', fail: 'failed', lose_sight: 'unknown' },
  accepted: {},
  // A failed one waits for its next try; a void cancels it, and the last failure becomes an incident.
  failed: { lease: 'leased', give_up: 'incident', cancel: 'cancelled' },
  // A look-up at the gateway settles it one way or the other; only a person sends it again.
  unknown: { accept: 'accepted', fail: 'failed', give_up: 'incident' },
  cancelled: {},
  incident: { retry: 'queued', cancel: 'cancelled' },
});
