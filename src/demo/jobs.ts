/**
 * The jobs of the demo and how far each has come: from an idea to paid, overdue and declined. Days count back from today.
 * It is data only; seed.ts walks through the days and does to each job what people would have done.
 */
import type { DemoClientName } from './clients.ts';
import type { DemoPhotoName } from './photos.ts';

export interface DemoFact {
  kind: 'labor' | 'material' | 'travel' | 'fee' | 'discount';
  title: string;
  quantity: string;
  unit: string;
  unitPrice: string;
}

/** A day, or never. */
type Day = number | null;

export interface DemoJob {
  client: DemoClientName;
  title: string;
  facts: readonly DemoFact[];
  made: number;
  started: Day;
  completed: Day;
  drafted: Day;
  /** Sam asks for the key to send. */
  asked: Day;
  /** Dana gives the key; `denied` keeps it, with a comment. */
  approved: Day;
  denied: string | null;
  sent: Day;
  /** The client's card: what happens, and when. */
  card: {
    on: number;
    method:
      | 'pm_card_visa'
      | 'pm_card_mastercard'
      | 'pm_card_visa_chargeDeclinedInsufficientFunds'
      | 'pm_card_authenticationRequired';
  } | null;
  cancelled: string | null;
  /** The day of the visit, counted forward from today; null when nothing is agreed. */
  scheduledIn: number | null;
  purchaseOrder: string | null;
  notes: readonly string[];
  photos: readonly DemoPhotoName[];
}

const labor = (title: string, hours: string, rate: string): DemoFact => ({
  kind: 'labor',
  title,
  quantity: hours,
  unit: 'hour',
  unitPrice: rate,
});
const material = (title: string, quantity: string, unit: string, unitPrice: string): DemoFact => ({
  kind: 'material',
  title,
  quantity,
  unit,
  unitPrice,
});
const travel = (miles: string): DemoFact => ({
  kind: 'travel',
  title: 'Travel',
  quantity: miles,
  unit: 'mile',
  unitPrice: '0.70',
});
const fee = (title: string, amount: string): DemoFact => ({
  kind: 'fee',
  title,
  quantity: '1',
  unit: 'piece',
  unitPrice: amount,
});
const discount = (title: string, amount: string): DemoFact => ({
  kind: 'discount',
  title,
  quantity: '1',
  unit: 'piece',
  unitPrice: amount,
});

function job(
  client: DemoClientName,
  title: string,
  facts: readonly DemoFact[],
  life: Partial<DemoJob> & { made: number },
): DemoJob {
  return {
    client,
    title,
    facts,
    started: null,
    completed: null,
    drafted: null,
    asked: null,
    approved: null,
    denied: null,
    sent: null,
    card: null,
    cancelled: null,
    scheduledIn: null,
    purchaseOrder: null,
    notes: [],
    photos: [],
    ...life,
  };
}

/** Made, done, drafted, asked, approved and sent on one day of the seed. */
const sentOn = (on: number): Partial<DemoJob> & { made: number } => ({
  made: on,
  started: on,
  completed: on,
  drafted: on,
  asked: on,
  approved: on,
  sent: on,
});

const soap = material('Biodegradable detergent', '2', 'gallon', '18.50');
const sealer = material('Paver sealer', '5', 'gallon', '42');

export const demoJobs: readonly DemoJob[] = [
  // Sent long ago: paid, or overdue by now.
  job(
    'kestrel',
    'Loading dock and apron pressure wash',
    [
      labor('Two-person crew, pressure wash', '14', '85'),
      material('Degreaser', '6', 'gallon', '24.75'),
      travel('36'),
      fee('After-hours access', '120'),
    ],
    {
      ...sentOn(41),
      purchaseOrder: 'KLP-20418',
      notes: ['Gate code is with security; the east dock stays open until 6 pm.'],
    },
  ),
  job('cedar', 'Clubhouse and pool deck soft wash', [labor('Soft wash', '9.5', '78'), soap, travel('22')], {
    ...sentOn(41),
    card: { on: 27, method: 'pm_card_visa' },
    photos: ['deckBefore', 'deckAfter'],
  }),
  job(
    'bennett',
    'House wash and gutter clearing',
    [labor('House wash', '4.5', '78'), labor('Gutter clearing', '2', '72'), soap],
    { ...sentOn(41), photos: ['houseBefore', 'houseAfter'] },
  ),
  job(
    'delgado',
    'Storefront windows, inside and out',
    [labor('Window cleaning', '3.25', '65'), fee('Lift rental', '95')],
    { ...sentOn(34), card: { on: 20, method: 'pm_card_mastercard' } },
  ),
  job(
    'eastside',
    'Sidewalk gum removal and patio wash',
    [labor('Steam and pressure wash', '5', '85'), travel('9'), discount('Returning client', '40')],
    { ...sentOn(34), card: { on: 27, method: 'pm_card_visa' }, notes: ['Before opening only, 5 to 8 am.'] },
  ),
  job(
    'alvarez',
    'Driveway and walkway cleaning',
    [labor('Surface cleaning', '3', '72'), soap, travel('12')],
    { ...sentOn(27), card: { on: 27, method: 'pm_card_visa' }, photos: ['drivewayBefore', 'drivewayAfter'] },
  ),
  job(
    'lakeview',
    'Playground canopy and fence wash',
    [labor('Soft wash', '6', '78'), soap, fee('Background-checked crew', '60')],
    { ...sentOn(27), notes: ['Only when school is out. Use the side gate.'] },
  ),
  job(
    'huang',
    'Roof soft wash',
    [labor('Roof soft wash', '5.5', '92'), material('Algae treatment', '3', 'gallon', '31.20'), travel('17')],
    { ...sentOn(20), card: { on: 12, method: 'pm_card_visa' } },
  ),
  job('grace', 'Sanctuary exterior and steps', [labor('Soft wash', '8', '78'), soap, travel('19')], {
    ...sentOn(20),
    card: { on: 12, method: 'pm_card_visa' },
    notes: ['Tax exempt; the certificate is on file.'],
  }),
  // Sent lately: due, declined, waiting for the bank's question, nothing to pay.
  job(
    'fern',
    'Breezeways of buildings A to D',
    [
      labor('Two-person crew, pressure wash', '22', '85'),
      soap,
      material('Rust remover', '4', 'bottle', '27.90'),
      travel('14'),
    ],
    { ...sentOn(12), purchaseOrder: 'FC-1177' },
  ),
  job(
    'ivory',
    'Awning and facade cleaning',
    [labor('Hand wash', '2.5', '72'), fee('Sidewalk permit', '35')],
    { ...sentOn(5), card: { on: 1, method: 'pm_card_visa_chargeDeclinedInsufficientFunds' } },
  ),
  job('delgado', 'Monthly windows', [labor('Window cleaning', '2', '65')], {
    ...sentOn(5),
    card: { on: 1, method: 'pm_card_authenticationRequired' },
  }),
  job(
    'cedar',
    'Entrance monument touch-up, under warranty',
    [labor('Soft wash', '1', '78'), discount('Warranty', '78')],
    { ...sentOn(5), notes: ['A streak came back after the wash of the clubhouse. No charge.'] },
  ),
  job(
    'kestrel',
    'Dumpster pad degreasing',
    [labor('Pressure wash', '3.5', '85'), material('Degreaser', '2', 'gallon', '24.75'), travel('36')],
    { ...sentOn(1), purchaseOrder: 'KLP-20533' },
  ),
  // On the desk: waiting for approval, approved, denied, drafted, not to be sent.
  job('eastside', 'Rooftop terrace wash', [labor('Pressure wash', '4', '85'), soap, travel('9')], {
    made: 5,
    started: 1,
    completed: 1,
    drafted: 0,
    asked: 0,
    photos: ['deckBefore', 'deckAfter'],
    notes: ['Tables go back to where they stood; see the photo.'],
  }),
  job(
    'lakeview',
    'Gym wall graffiti removal',
    [labor('Graffiti removal', '3', '95'), material('Graffiti remover', '2', 'bottle', '38.40')],
    { made: 5, started: 1, completed: 1, drafted: 0, asked: 0 },
  ),
  job(
    'fern',
    'Parking garage level 1',
    [
      labor('Two-person crew, pressure wash', '30', '85'),
      material('Degreaser', '8', 'gallon', '24.75'),
      fee('Water reclamation', '240'),
    ],
    { made: 12, started: 5, completed: 1, drafted: 1, asked: 0, approved: 0 },
  ),
  job('ivory', 'Window film removal', [labor('Film removal', '5', '72'), travel('11')], {
    made: 5,
    started: 1,
    completed: 1,
    drafted: 1,
    asked: 1,
    denied: 'Travel was promised free of charge. Please correct the job first.',
  }),
  job('huang', 'Solar panel cleaning, 18 panels', [fee('Panel cleaning', '162'), travel('17')], {
    made: 1,
    started: 0,
    completed: 0,
    drafted: 0,
  }),
  job('jacobs', 'Barn and fence wash', [labor('Pressure wash', '7', '78'), soap, travel('28')], {
    made: 12,
    started: 5,
    completed: 5,
    drafted: 1,
    notes: ['Mr. Jacobs has no e-mail; he wants paper.'],
  }),
  // Done and not billed: candidates.
  job(
    'alvarez',
    'Paver sealing, back patio',
    [labor('Paver sealing', '6', '78'), sealer, travel('12'), discount('Spring offer', '50')],
    { made: 5, started: 1, completed: 0, photos: ['paverBefore', 'paverAfter'] },
  ),
  job('bennett', 'Screen enclosure wash', [labor('Soft wash', '3.5', '78'), soap], {
    made: 1,
    started: 0,
    completed: 0,
    notes: ['One torn screen panel on the north side was there before we came.'],
  }),
  // Under way, agreed, an idea, off.
  job(
    'kestrel',
    'Warehouse 4 exterior, phase 1',
    [labor('Two-person crew, pressure wash', '16', '85'), travel('36')],
    { made: 5, started: 0, purchaseOrder: 'KLP-20561' },
  ),
  job('cedar', 'Perimeter wall, north side', [labor('Soft wash', '12', '78'), soap], {
    made: 1,
    scheduledIn: 6,
  }),
  job('grace', 'Bell tower cleaning', [], { made: 1, notes: ['Asked for a price; needs a lift.'] }),
  job('huang', 'Pool cage wash', [labor('Soft wash', '3', '78')], {
    made: 5,
    cancelled: 'The client sold the house.',
  }),
  // The second company.
  job('osprey', 'Salt film removal, storefront', [labor('Window and frame wash', '3', '70'), travel('6')], {
    ...sentOn(20),
    card: { on: 12, method: 'pm_card_visa' },
  }),
  job('pelican', 'Balcony rinse, floors 1 to 3', [labor('Two-person crew, rinse', '11', '82'), soap], {
    ...sentOn(5),
  }),
  job('pelican', 'Trash chute washing', [labor('Steam wash', '4', '82')], {
    made: 1,
    started: 1,
    completed: 0,
  }),
];

/** The days on which anything happens, longest ago first; the last is today. */
export const demoDays = [41, 34, 27, 20, 12, 5, 1, 0] as const;
