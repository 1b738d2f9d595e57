// Commit statuses on GitHub: where a commit was deployed, and whether a pipeline failed on it. docs/recipes/github-status.md

/** Target of the rule. */
export async function handler({ 'detail-type': type, detail }) {
  const { repository = '', revision = '' } = detail.change ?? {};
  // Other sources than a Git repository have no statuses.
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || !/^[0-9a-f]{40}$/.test(revision)) return;
  const status = statusOf(type, detail);
  const statuses = `/repos/${repository}/commits/${revision}/statuses?per_page=100`;
  const [newest] = (await github('GET', statuses)).filter(({ context }) => context === status.context);
  // Events come twice, and late.
  if (newest && instantOf(newest) >= detail.at) return;
  const target_url = `${detail.url}#${detail.at}`;
  await github('POST', `/repos/${repository}/statuses/${revision}`, { ...status, target_url });
}

/** A pipeline has one status for its failures, because a success after a retry has no stage of its own. */
function statusOf(type, { pipeline, stage, at, class: failureClass, reason }) {
  switch (type) {
    case 'Signalbox Deployed':
      return { state: 'success', context: `${pipeline}/${stage}`, description: `Deployed at ${at}` };
    case 'Signalbox Execution Recovered':
      return { state: 'success', context: pipeline, description: `Recovered at ${at}` };
    default: {
      const description = `${stage}: ${failureClass}: ${reason}`;
      return { state: 'failure', context: pipeline, description: description.slice(0, 140) };
    }
  }
}

/** Of the event, as ISO 8601. GitHub keeps only when the status was written. */
function instantOf({ target_url }) {
  return target_url.split('#')[1] ?? '';
}

async function github(method, path, body) {
  const { GITHUB_TOKEN, GITHUB_URL = 'https://api.github.com' } = process.env;
  const response = await fetch(`${GITHUB_URL}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${GITHUB_TOKEN}`,
      accept: 'application/vnd.github+json',
      'content-type': 'application/json',
      'user-agent': 'signalbox',
    },
    body: body && JSON.stringify(body),
  });
  // Lambda calls again.
  if (!response.ok) throw new Error(`GitHub answered ${response.status}`);
  return response.json();
}
