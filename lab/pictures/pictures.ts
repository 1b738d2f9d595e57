/** The pictures of the README and of the documents: scenarios at rest, and the messages to show of them. */

export interface Picture {
  /** `docs/pictures/NAME.webp` */
  name: string;
  /** The page that shows it; the README's top when absent. */
  page?: 'docs/slack.md';
  scenario: string;
  /** Shows the Home of this person (by name) in place of messages. */
  home?: string;
  /** Parts of the texts of the messages to show. */
  messages: string[];
  /** Words that must be visible. */
  shows: (string | RegExp)[];
  /** Labels of its buttons. */
  buttons: (string | RegExp)[];
}

export const pictures: Picture[] = [
  {
    name: 'failure',
    scenario: 'opening',
    messages: ['billing-prod failed'],
    shows: ['billing-prod failed in Deploy/service', /OutOfMemoryError/, 'Keep the price list in memory', '2 replies'],
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
    messages: ['Freeze "weekend" started', 'invoices-live waits'],
    shows: [
      /^Freeze "weekend" started: invoices is frozen until/,
      'invoices-live waits for the freeze weekend before Deploy',
      /^Frozen by "weekend" until .* People in "release" may override it with a reason/,
      'Round half to even in invoice totals',
    ],
    buttons: [],
  },
  {
    name: 'board',
    page: 'docs/slack.md',
    scenario: 'board',
    messages: ['What runs where'],
    shows: [
      /3 pipelines, 1 with changes that wait/,
      /^letters/,
      /1 change of 1 person behind Staging/,
      /frozen by freeze-/,
      /PARALLEL/,
    ],
    buttons: [/^Release/],
  },
  {
    name: 'digest',
    page: 'docs/slack.md',
    scenario: 'digest',
    messages: ['2 deployments'],
    shows: [/^Digest \(seeds\)/, /Deployments: 2, in 2 executions/, /Change failure rate: 50 %/],
    buttons: [],
  },
  {
    name: 'home',
    page: 'docs/slack.md',
    scenario: 'home',
    home: 'Ann Weber',
    messages: [],
    shows: ['Approvals that you can decide', /candles/, /sconces/, /stocktaking/],
    buttons: ['Refresh'],
  },
];

export const FOLDER = 'docs/pictures';
