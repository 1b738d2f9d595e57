/** The pictures of the README: scenarios at rest, and the messages to show of them. */

export interface Picture {
  /** `docs/pictures/NAME.webp` */
  name: string;
  scenario: string;
  /** What the texts of the messages contain, in the order of the channel. */
  messages: string[];
  /** What is visible in it. */
  shows: (string | RegExp)[];
  /** Labels of its buttons. */
  buttons: (string | RegExp)[];
}

export const pictures: Picture[] = [
  {
    name: 'failure',
    scenario: 'opening',
    messages: ['billing-prod failed'],
    shows: ['billing-prod failed in Deploy/service', /OutOfMemoryError/, 'Keep the price list in memory', '1 reply'],
    buttons: [/^Retry/, /^Roll back/],
  },
  {
    name: 'approval',
    scenario: 'opening',
    messages: ['accounts-prod waits for approval'],
    shows: ['accounts-prod', 'Production/approve', '@release', 'Log in with a passkey'],
    buttons: ['Approve', /^Approve with/, /^Reject/],
  },
  {
    name: 'freeze',
    scenario: 'freeze-holds',
    messages: ['The freeze weekend', 'invoices-live'],
    shows: [/weekend/, 'invoices-live', /Deploy/, 'Round half to even in invoice totals'],
    buttons: [],
  },
];

export const FOLDER = 'docs/pictures';
