/**
 * The clients of the demo: homes, shops, associations, one that pays no tax and one without an e-mail address.
 * Invented, at reserved domains and numbers. It is data only.
 */
import type { demoAccounts } from './people.ts';

export interface DemoClient {
  account: keyof typeof demoAccounts;
  name: string;
  contactName: string | null;
  email: string | null;
  phone: string | null;
  street: string;
  city: string;
  postcode: string;
  terms: string | null;
  taxExemptReason: string | null;
}

const client = (
  account: DemoClient['account'],
  name: string,
  contactName: string | null,
  email: string | null,
  phone: string | null,
  [street, city, postcode]: readonly [string, string, string],
  terms: string | null = null,
  taxExemptReason: string | null = null,
): DemoClient => ({
  account,
  name,
  contactName,
  email,
  phone,
  street,
  city,
  postcode,
  terms,
  taxExemptReason,
});

export const demoClients = {
  alvarez: client(
    'cleaning',
    'Marisol Alvarez',
    null,
    'marisol.alvarez@example.test',
    '+1 407 555 0121',
    ['2214 Hibiscus Lane', 'Orlando', '32803'],
    'net_0',
  ),
  bennett: client(
    'cleaning',
    'Tom and Grace Bennett',
    'Grace Bennett',
    'grace.bennett@example.test',
    '+1 407 555 0122',
    ['915 Cypress Point Drive', 'Winter Park', '32789'],
    'net_15',
  ),
  cedar: client(
    'cleaning',
    'Cedar Grove Homeowners Association',
    'Nia Coleman',
    'board@cedargrove.example.test',
    '+1 407 555 0123',
    ['100 Cedar Grove Circle', 'Oviedo', '32765'],
  ),
  delgado: client(
    'cleaning',
    'Delgado Family Dental',
    'Rafael Delgado',
    'office@delgadodental.example.test',
    '+1 407 555 0124',
    ['3320 Edgewater Drive', 'Orlando', '32804'],
  ),
  eastside: client(
    'cleaning',
    'Eastside Coffee Roasters',
    'Jo Whitfield',
    'jo@eastsideroasters.example.test',
    '+1 407 555 0125',
    ['78 North Mills Avenue', 'Orlando', '32801'],
    'net_15',
  ),
  fern: client(
    'cleaning',
    'Fern Creek Apartments',
    'Property office',
    'ap@ferncreek.example.test',
    '+1 407 555 0126',
    ['1850 Fern Creek Avenue', 'Orlando', '32806'],
  ),
  grace: client(
    'cleaning',
    'Grace Lutheran Church',
    'Ruth Lindqvist',
    'office@gracelutheran.example.test',
    '+1 407 555 0127',
    ['640 Maitland Avenue', 'Altamonte Springs', '32701'],
    null,
    'Florida consumer certificate of exemption',
  ),
  huang: client(
    'cleaning',
    'Wei Huang',
    null,
    'wei.huang@example.test',
    '+1 407 555 0128',
    ['4417 Lake Howell Road', 'Winter Park', '32792'],
    'net_7',
  ),
  ivory: client(
    'cleaning',
    'Ivory Lane Boutique',
    'Sloane Ivory',
    'hello@ivorylane.example.test',
    '+1 407 555 0129',
    ['221 Park Avenue South', 'Winter Park', '32789'],
  ),
  jacobs: client(
    'cleaning',
    'Earl Jacobs',
    null,
    null,
    '+1 407 555 0130',
    ['56 Old Mill Road', 'Apopka', '32703'],
    'net_30',
  ),
  kestrel: client(
    'cleaning',
    'Kestrel Logistics Park',
    'Accounts payable',
    'payables@kestrelpark.example.test',
    '+1 407 555 0131',
    ['9001 Orange Avenue', 'Orlando', '32824'],
  ),
  lakeview: client(
    'cleaning',
    'Lakeview Montessori School',
    'Anne Moreau',
    'admin@lakeviewmontessori.example.test',
    '+1 407 555 0132',
    ['312 Lakeview Street', 'Orlando', '32804'],
    'net_15',
  ),
  osprey: client(
    'coast',
    'Osprey Surf Shop',
    'Kai Mercer',
    'kai@ospreysurf.example.test',
    '+1 321 555 0118',
    ['12 Atlantic Avenue', 'Cocoa Beach', '32931'],
  ),
  pelican: client(
    'coast',
    'Pelican Bay Condominiums',
    'Management office',
    'manager@pelicanbay.example.test',
    '+1 321 555 0119',
    ['400 Ridgewood Avenue', 'Cape Canaveral', '32920'],
  ),
} as const satisfies Record<string, DemoClient>;

export type DemoClientName = keyof typeof demoClients;
