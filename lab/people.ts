/** The people of the lab, and the secrets that its Slack and Signalbox share. */

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
/** The lab's Slack signs with it, and so can any client. */
export const SIGNING_SECRET = 'lab-signing-secret';
