import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Lab } from './lab.ts';
import { pageRequest } from './page/serve.ts';
import { type CommandAnswer, command, type LabState } from './page/state.ts';
import { effectsOf, readRows } from './rows.ts';
import { known, type Scenario } from './scenario.ts';

/** The lab's page and what it talks to. */
export function site(lab: Lab, scenarios: Scenario[]) {
  const page = pageRequest();
  return (req: IncomingMessage, res: ServerResponse) => {
    if (!isFromHere(req)) return answer(res, 403, { ok: false, error: 'The lab answers its own page only.' });
    if (req.url === '/lab/state') return void tellState(lab, scenarios, res);
    if (req.url === '/lab/do' && req.method === 'POST')
      return void act(lab, scenarios, req).then((a) => answer(res, 200, a));
    return page(req, res) || answer(res, 404, { ok: false, error: 'This address has no page.' });
  };
}

async function tellState(lab: Lab, scenarios: Scenario[], res: ServerResponse): Promise<void> {
  try {
    answer(res, 200, await state(lab, scenarios));
  } catch (error) {
    answer(res, 500, { ok: false, error: String(error) });
  }
}

async function state(lab: Lab, scenarios: Scenario[]): Promise<LabState> {
  const rows = await readRows(lab.standIns.dynamo);
  return {
    now: lab.clock.now(),
    scenario: lab.scenario(),
    scenarios: scenarios.map(({ name, title, group = '' }) => ({ name, title, group })),
    pipelines: lab.pipelines(),
    slack: lab.slack.snapshot(),
    sns: lab.inbox.mails(),
    why: effectsOf(rows).map(({ failing, because, ...effect }) => ({
      ...effect,
      because: failing === undefined ? because : `${because} Not done yet: ${failing}.`,
    })),
    worker: lab.worker.state(),
    failures: [...lab.failures],
    slackDown: lab.slack.faults().some((fault) => fault.kind === 'down'),
  };
}

async function act(lab: Lab, scenarios: Scenario[], req: IncomingMessage): Promise<CommandAnswer> {
  try {
    const wanted = command.parse(await json(req));
    if (wanted.type !== 'scenario') await lab.perform(wanted);
    else await lab.begin(known(scenarios, wanted.name));
    return { ok: true };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

/** The lab has no login: another site's page in the same browser must not press its buttons. */
function isFromHere({ headers }: IncomingMessage): boolean {
  const host = headers.host ?? '';
  const isLocal = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host);
  return isLocal && (headers.origin === undefined || headers.origin === `http://${host}`);
}

function answer(res: ServerResponse, status: number, body: object) {
  return res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
