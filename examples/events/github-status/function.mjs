// A commit status on GitHub for each deployment and each failure. docs/recipes/github-status.md
const { GITHUB_TOKEN, GITHUB_URL = 'https://api.github.com' } = process.env;

/** Target of the rule for `Signalbox Deployed` and `Signalbox Failure Diagnosed`. */
export async function handler({ 'detail-type': type, detail }) {
  const { repository = '', revision = '' } = detail.change ?? {};
  // Other sources than a Git repository have no statuses.
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || !/^[0-9a-f]{40}$/.test(revision)) return;
  const isDeployed = type === 'Signalbox Deployed';
  const description = isDeployed ? `Deployed at ${detail.at}` : `${detail.class}: ${detail.reason}`;
  const response = await fetch(`${GITHUB_URL}/repos/${repository}/statuses/${revision}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${GITHUB_TOKEN}`,
      accept: 'application/vnd.github+json',
      'content-type': 'application/json',
      'user-agent': 'signalbox',
    },
    body: JSON.stringify({
      state: isDeployed ? 'success' : 'failure',
      // A later status of the same context replaces an earlier one, so a repetition changes nothing.
      context: `${detail.pipeline}/${detail.stage}`,
      description: description.slice(0, 140),
      target_url: detail.url,
    }),
  });
  // Lambda calls again.
  if (!response.ok) throw new Error(`GitHub answered ${response.status}`);
}
