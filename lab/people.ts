/** Who works here, and what the lab's Slack and Signalbox know each other by. */

export const PEOPLE = [
  { id: 'U0ANN', name: 'Ann Weber', email: 'ann@example.com', tz: 'Europe/Berlin' },
  { id: 'U0RAVI', name: 'Ravi Nair', email: 'ravi@example.com', tz: 'Asia/Kolkata' },
  { id: 'U0MIA', name: 'Mia Sorel', email: 'mia@example.com', tz: 'Europe/Paris' },
  { id: 'U0JO', name: 'Jo Okafor', email: 'jo@example.com', tz: 'America/New_York' },
];
/** U0ANN and U0RAVI release; U0MIA writes, and U0JO may do nothing. */
export const GROUPS = [
  { id: 'S0RELEASE', name: 'release', users: ['U0ANN', 'U0RAVI'] },
  { id: 'S0LEADS', name: 'leads', users: ['U0RAVI'] },
];
export const TOKEN = 'xoxb-lab';
/** With which the lab's Slack signs, and anybody who wants to be taken for it. */
export const SIGNING_SECRET = 'lab-signing-secret';
