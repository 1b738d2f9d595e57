// A change event in PagerDuty for each deployment. docs/recipes/pagerduty.md
const { ROUTING_KEY, PAGERDUTY_URL = 'https://events.pagerduty.com' } = process.env;

/** Target of the rule for `Signalbox Deployed`. */
export async function handler({ detail }) {
  const { pipeline, stage, account, region, executionId, url, change = {}, rollback, approvedBy } = detail;
  const what = [change.revision?.slice(0, 7), change.message].filter(Boolean).join(' ');
  const summary = `${pipeline} ${rollback ? 'rolled back' : 'deployed'} ${stage}${what && `: ${what}`}`;
  const response = await fetch(`${PAGERDUTY_URL}/v2/change/enqueue`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      routing_key: ROUTING_KEY,
      payload: {
        summary: summary.slice(0, 1024),
        timestamp: detail.at,
        source: `${account}/${region}/${pipeline}`,
        custom_details: {
          // Of two equal change events, one is a repetition.
          id: detail.id,
          executionId,
          author: change.author,
          approvedBy: approvedBy.map(({ name, id }) => name ?? id).join(', '),
        },
      },
      links: url ? [{ href: url, text: 'The execution' }] : [],
    }),
  });
  // Lambda calls again.
  if (!response.ok) throw new Error(`PagerDuty answered ${response.status}`);
}
