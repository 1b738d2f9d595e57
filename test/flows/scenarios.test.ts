import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../lab/lab.ts';
import { extendPolicy } from '../../lab/policy.ts';
import { known, readScenarios, type Scenario } from '../../lab/scenario.ts';
import { words } from '../../lib/slack/endpoint/messages.ts';
import { type Proven, proofsIn } from '../codepipeline/proofs.ts';
import { executionsOf, messagesOf, passTo, quiet, START, testLab } from '../kit/lab.ts';
import { isOnPurpose } from '../kit/log.ts';
import { customNotification } from '../sns/custom-notification.ts';

const MINUTE = 60_000;
const TEAMS = 'arn:aws:sns:eu-central-1:000000000000:teams';

/** All scenarios are played together, and each ends with these messages. */
const ends: Record<string, string[]> = {
  green: ['✅ payments succeeded after 16 s · Round half to even in invoice totals (Ann Weber)'],
  'failed-build': [
    '❌ storefront failed in Build/compile: `npm test` failed in BUILD: 3 of 120 tests failed, first: cart › rounds half to even',
  ],
  'failed-deploy': [
    '❌ search-prod failed in Deploy (blue, red): AfterInstall hook `deploy/scripts/flyway_migrate.sh` failed',
  ],
  'failed-stack': [
    '❌ infra failed in Deploy/stack: `HelloApiHelloGetAuthorizer` (AWS::ApiGateway::Authorizer) in the nested stack',
  ],
  superseded: ['⏩ catalog was superseded by a newer execution', '✅ catalog succeeded after'],
  stopped: ['🛑 billing was stopped after'],
  retried: ['✅ orders recovered after'],
  approval: ['⏳ accounts waits for approval: Production/approve'],
  approved: ['✅ profiles succeeded after'],
  rejected: ['❌ logins was rejected at Production/approve: Not before the audit'],
  'rolled-back': [
    '✅ mailer succeeded',
    '❌ mailer failed in Deploy/roll-out: BeforeAllowTraffic failed on billing:live',
    '✅ Roll-back of mailer succeeded after',
  ],
  'release-revision': [
    '✅ parcels succeeded after',
    '❌ parcels failed in Production/roll-out',
    '✅ parcels recovered after',
  ],
  edited: ['🛑 reports was canceled after'],
  'approve-in-slack': ['✅ vouchers succeeded after'],
  'reject-in-slack': ['❌ newsletter was rejected at Production/approve'],
  'waits-in-queue': ['✅ quayside succeeded after', '⏳ quayside waits for approval: Production/approve'],
  home: ['⏳ candles waits for approval: Production/approve', '✅ sconces succeeded after'],
  'two-of-three': ['✅ pair-ledger succeeded after'],
  'wrong-person': ['⏳ tickets waits for approval: Production/approve'],
  'own-change': ['✅ pricing succeeded after'],
  'stale-button': ['🛑 gateway was stopped after', '⏳ gateway waits for approval: Production/approve'],
  'rebuilt-before-prod': ['⏳ brass-band waits for approval: Production/approve', '✅ string-quartet succeeded after'],
  'decided-in-console': ['✅ pair-vault succeeded after'],
  'same-instant': ['✅ turnstile succeeded after'],
  'freeze-by-hand': ['✅ warehouse succeeded after'],
  'release-later': ['✅ bakery succeeded after', '✅ bakery succeeded after', '✅ butchery succeeded after'],
  'lock-staging': ['✅ shop-floor succeeded after', '✅ shop-floor succeeded after'],
  'freeze-window': ['✅ night-desk succeeded after', '✅ night-shop succeeded after'],
  'freeze-holds': ['⏳ invoices-live waits for the freeze weekend before Deploy'],
  'freeze-throttled': ['✅ ship-one succeeded after', '✅ ship-three succeeded after'],
  'flaky-build': ['✅ jittery recovered after'],
  'parallel-in-freeze': ['✅ dusk-desk succeeded after', '✅ dusk-jobs succeeded after'],
  'throttled-build': [
    '✅ hasty recovered after',
    '❌ meerkat failed in Build/compile: `env REACT_APP_MY_ENVIRONMENT=',
    '❌ prairie failed in Build/compile: `env REACT_APP_MY_ENVIRONMENT=',
  ],
  'keeps-failing': [
    '❌ orchard failed in Build/compile',
    '❌ orchard failed in Build/compile (2 failures in a row)',
    '❌ orchard failed in Build/compile (3 failures in a row)',
    '❌ orchard failed in Build/compile (4 failures in a row)',
    '✅ orchard recovered after',
  ],
  'machine-votes': ['✅ customs succeeded after'],
  'three-gates': ['✅ harbour succeeded after'],
  'parallel-failure': ['❌ quarry failed in Test/unit'],
  'author-told': [
    '❌ millinery failed in Build/compile',
    '❌ millinery failed in Build/compile (2 failures in a row)',
    '✅ millinery recovered after',
  ],
  outage: ['✅ region-east recovered after', '✅ region-north recovered after', '✅ region-west recovered after'],
  'two-accounts': [
    '❌ invoicing failed in Build/compile: `npm test` failed in BUILD: 3 of 120 tests failed',
    '✅ refunds succeeded after',
    '✅ payouts succeeded after',
    '❌ thesaurus failed in Build/compile: Build terminated with state: FAILED',
  ],
  'retry-pressed': ['✅ lanterns recovered after'],
  board: ['✅ letters succeeded after', '❌ letters failed in Production/roll-out', '✅ postcards succeeded after'],
  digest: ['✅ cress succeeded after', '❌ mustard failed in Production/roll-out'],
  'condition-blocks': [
    '✅ lighthouse succeeded after',
    '❌ lighthouse failed in Prod: The rule `no-alarm` (CloudWatchAlarm) did not pass: Alarm checkout-5xx is in state ALARM',
  ],
  'condition-overridden': ['✅ foghorn succeeded after', '✅ foghorn recovered after'],
  'rollback-pressed': [
    '✅ ferries succeeded after',
    '❌ ferries failed in Deploy/roll-out',
    '✅ Roll-back of ferries succeeded after',
  ],
};
/** Their weather and their clock affect all scenarios. */
const oneByOne = ['bad-weather', 'expired', 'ssm-hangs'];
/** `opening`: test/lab/start.test.ts. */
const alone = [...oneByOne, 'opening'];

function isDecided({ steps }: Scenario): boolean {
  return steps.some(({ step }) => step.type === 'press');
}

describe('a scenario', async () => {
  const scenarios = await readScenarios();
  let lab: Lab;
  /** The artifact proofs of all executions in the labs below. */
  const proofs: Proven[] = [];
  /** The logs of all labs below. */
  const logged: string[] = [];
  const log = (line: string) => void logged.push(line.trimEnd());

  async function playTogether(): Promise<void> {
    const teams = { scope: 'all', sns: [TEAMS], format: 'amazon-q' };
    const POLICY_FILE = await extendPolicy('infra/policy.yml', [{ routes: [teams] }]);
    lab = await testLab({ limits: 'none', log, topics: ['signalbox', 'teams'], env: { POLICY_FILE } });
    const together = scenarios.filter(({ name }) => !alone.includes(name));
    // In groups with the same policy.
    const lots = Map.groupBy(together, (one) =>
      one.spokes ? 'spoken' : one.policy ? 'ruled' : isDecided(one) ? 'decided' : 'watched',
    );
    for (const lot of lots.values()) {
      // Windows start at a full minute, and faults affect all scenarios: each group starts at the same second.
      await passTo(lab, START + Math.ceil((lab.clock.now() - START) / MINUTE) * MINUTE);
      await lab.begin(...lot);
      await quiet(lab);
    }
    proofs.push(...proofsIn(lab));
  }

  /** For the scenarios that are played one after the other. */
  let apart: Lab;
  async function playOneByOne(): Promise<void> {
    apart = await testLab({ limits: 'none', log });
    for (const name of oneByOne) {
      await apart.begin(known(scenarios, name));
      await quiet(apart);
    }
    proofs.push(...proofsIn(apart));
  }

  beforeAll(() => Promise.all([playTogether(), playOneByOne()]));
  afterAll(() => Promise.all([lab.stop(), apart.stop()]));

  /** The messages about executions of a pipeline. */
  function textsOf(pipeline: string) {
    const executions = executionsOf(apart).flatMap((one) => (one.pipeline === pipeline ? [one.id] : []));
    return messagesOf(apart).flatMap(({ execution, text }) => (executions.includes(execution) ? [text] : []));
  }

  it('is in the table if it is on disk', () => {
    expect(scenarios.map(({ name }) => name).sort()).toEqual([...Object.keys(ends), ...alone].sort());
  });

  it.each(Object.entries(ends))('%s ends with one correct message for each execution', (name, texts) => {
    const pipelines = scenarios.find((scenario) => scenario.name === name)?.pipelines.map((one) => one.name) ?? [];
    const executions = lab.codepipeline
      .snapshot()
      .filter((pipeline) => pipelines.includes(pipeline.name))
      .flatMap((pipeline) => pipeline.executions.toReversed().map(({ id }) => id));
    const messages = messagesOf(lab).filter(({ execution }) => executions.includes(execution));
    expect(messages.map(({ execution }) => execution).sort()).toEqual([...executions].sort());
    const inOrder = executions.map((id) => messages.find(({ execution }) => execution === id)?.text);
    expect(inOrder).toEqual(texts.map((text) => expect.stringContaining(text)));
  });

  it('also reports a failure in the thread, with a mention of the author', () => {
    const failed = messagesOf(lab).find(({ text }) => text.includes('storefront failed'));
    expect(failed?.replies.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^<@U0RAVI> ❌ storefront failed/),
      'Output of Build/compile, attempt 1',
    ]);
  });

  it('has only correct replies at its end', () => {
    const threadReplies = messagesOf(lab).flatMap(({ text, replies }) =>
      replies.map((reply) => [[...text][0] ?? '', reply.text.replace(/^(?:<[^>]+> )+/, '')] as const),
    );
    expect(threadReplies.length).toBeGreaterThan(20);
    const isTrue = ([mark, reply]: (typeof threadReplies)[number]) =>
      reply.startsWith(mark) ||
      /^Output of|^[✅❌] .* was (approved|rejected)|^✅ .* recovered(?: after|, so)|^✅ Roll-back of \S+ succeeded after/.test(
        reply,
      );
    expect(threadReplies.filter((one) => !isTrue(one))).toEqual([]);
  });

  const repliesTo = (name: string) =>
    messagesOf(lab)
      .filter(({ text }) => text.includes(`${name} `))
      .map(({ replies }) => replies.map(({ text }) => text).filter((text) => !text.startsWith('Output of')));

  it('calls no person for a flaky failure', () => {
    expect(repliesTo('jittery')).toEqual([[]]);
  });

  it.each([
    ['lanterns', [/^<@U0MIA> ✅ lanterns recovered after/, /^<@U0MIA> ✅ lanterns recovered, so/]],
    ['region-east', [/^<@U0ANN> ✅ region-east recovered after/, /^<@U0ANN> ✅ region-east recovered, so/]],
    ['vouchers', [/approve was approved by <@U0ANN>/, /approve was approved$/]],
    ['newsletter', [/was rejected by <@U0RAVI>: Once a week/, /was rejected$/]],
    ['harbour', [/ops was approved.*security was approved/, /ops was approved.*security was approved/]],
    ['quarry', [/^<@U0RAVI> ❌ quarry failed in Test\/unit/]],
  ])('calls people once for %s, and reports the end once', (name, texts) => {
    const [replies] = repliesTo(name);
    expect(replies).toEqual(texts.map((text) => expect.stringMatching(text)));
  });

  it('calls people again only for a new reason, and reports the end of the series in the threads with calls', () => {
    expect(repliesTo('orchard').map((replies) => replies.map((text) => text.slice(0, 12)))).toEqual([
      ['<@U0MIA> ❌ o', '<@U0MIA> ✅ o'],
      [],
      [],
      ['<@U0JO> ❌ or', '<@U0JO> ✅ or'],
      [],
    ]);
  });

  it('reports a failed test and its end to the author of the change on main in a direct message', () => {
    const direct = lab.slack.snapshot().channels.filter(({ id }) => id.startsWith('D'));
    const directMessages = direct.flatMap(({ id, messages }) =>
      messages
        .filter(({ text }) => text.includes('millinery'))
        .map(({ text, replies }) => [id, text, ...replies.map((reply) => reply.text)]),
    );
    expect(directMessages).toEqual([
      [
        'D0RAVI',
        expect.stringContaining('❌ millinery failed in Build/compile: `npm test` failed'),
        expect.stringContaining('✅ millinery recovered after'),
      ],
    ]);
  });

  it.each(['meerkat', 'prairie'])('posts the reason once in the thread, despite failed reads of %s', (name) => {
    const failed = messagesOf(lab).find(({ text }) => text.includes(`${name} failed`));
    expect(failed?.replies).toHaveLength(2);
    expect(JSON.stringify(failed?.replies)).toContain('src/cart.ts(33,5): error TS2322');
    expect(JSON.stringify(failed?.replies)).not.toContain('Could not read');
  });

  it('with two accounts reads each account with its role, or gives the reason if it cannot', () => {
    expect([...new Set(lab.accounts.entered)]).toEqual([
      'arn:aws:sts::210987654321:assumed-role/signalbox-spoke/signalbox',
    ]);
    const footers = (name: string) => JSON.stringify(messagesOf(lab).find(({ text }) => text.includes(name))?.blocks);
    expect(footers('invoicing failed')).toContain('eu-central-1 money');
    expect(footers('refunds succeeded')).toContain('us-east-1 money');
    const unread = messagesOf(lab).find(({ text }) => text.includes('thesaurus failed'));
    expect(JSON.stringify(unread?.replies)).toContain('does not let Signalbox in: check its trust and external id');
  });

  it('publishes each event of the policy once', () => {
    const mails = lab.inbox.mails().filter(({ topic }) => topic !== TEAMS);
    const events = mails.map(({ attributes }) => `${attributes.pipeline} ${attributes.event}`);
    expect(events.sort()).toEqual(['payments succeeded', 'search-prod failed', 'storefront failed']);
  });

  it('is published for Amazon Q with valid and complete notifications', () => {
    const sent = lab.inbox.mails().filter(({ topic }) => topic === TEAMS);
    const documents = sent.map(({ message }) => customNotification.parse(JSON.parse(message)));
    expect(documents.length).toBeGreaterThan(Object.keys(ends).length);
    const failed = documents.filter(({ metadata }) => metadata.eventType === 'failed');
    expect(failed.find(({ content }) => content.title.startsWith('❌ storefront failed'))?.metadata.summary).toContain(
      '`npm test` failed in BUILD: 3 of 120 tests failed',
    );
    const pipelines = scenarios.flatMap((scenario) => scenario.pipelines.map(({ name }) => name));
    const unnamed = documents.filter(({ content }) => !pipelines.some((name) => content.title.includes(name)));
    expect(unnamed).toEqual([]);
  });

  it('is reported correctly in bad weather', () => {
    expect(textsOf('ledger')).toEqual([expect.stringContaining('✅ ledger succeeded after 11 s')]);
  });

  it('has its answer in time while SSM hangs, and works again afterwards', () => {
    const texts = apart.slack.snapshot().channels.flatMap(({ messages }) => messages.map(({ text }) => text));
    expect(texts.filter((text) => text === words.looking)).toHaveLength(1);
    expect(texts).toContain(words.notReceived);
  });

  it('ends without a person if the approval expires', () => {
    expect(textsOf('reminders')).toEqual([
      expect.stringContaining('❌ reminders was not approved in time at Production/approve'),
    ]);
  });

  it('warns of another artifact only if Production builds again', () => {
    const types = (pipeline: string) =>
      proofs.filter((one) => one.pipeline === pipeline).map(({ proof }) => proof.type);
    expect(proofs.filter(({ proof }) => proof.type === 'other').map(({ pipeline }) => pipeline)).toEqual([
      'brass-band',
    ]);
    expect(types('string-quartet')).toEqual(['same', 'same']);
    expect(proofs.filter(({ proof }) => proof.type === 'same').length).toBeGreaterThan(5);
    const shown = messagesOf(lab).filter(({ blocks }) => JSON.stringify(blocks).includes('Not the artifact that'));
    expect(shown.map(({ text }) => text)).toEqual([expect.stringContaining('brass-band waits')]);
  });

  it('leaves only intended lines in the log', () => {
    expect(logged.filter((line) => !isOnPurpose(line))).toEqual([]);
    for (const message of ['step', 'effect failed', 'vote taken in', 'swept', '"_aws"']) {
      expect(logged.filter((line) => line.includes(message)).length, message).toBeGreaterThan(0);
    }
  });
});
