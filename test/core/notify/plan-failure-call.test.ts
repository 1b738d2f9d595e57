import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../lib/codepipeline/read/event.ts';
import type { Diagnosis } from '../../../lib/core/execution/diagnosis.ts';
import { type ActionFact, type Execution, type Fact, partialExecution } from '../../../lib/core/execution/facts.ts';
import { summarize } from '../../../lib/core/execution/summary.ts';
import type { Reply } from '../../../lib/core/model/effect.ts';
import type { Intent } from '../../../lib/core/model/intent.ts';
import type { Outbox } from '../../../lib/core/model/outbox.ts';
import type { RouteMatch } from '../../../lib/core/model/policy-port.ts';
import { type FailureNews, planFailureCall } from '../../../lib/core/notify/plan-failure-call.ts';
import { planLog } from '../../../lib/core/notify/plan-log.ts';
import { pipelineEvent } from '../../kit/events.ts';
import { rules } from '../../kit/rules.ts';
import { testFailed as diagnosis } from '../../kit/runs.ts';

const { ref } = readEvent(pipelineEvent('STARTED')) as Execution;
const message = { channel: 'C0A', ts: '1.2' };

function hears(type: string, notify: RouteMatch['notify'] = 'changes'): RouteMatch {
  return { channel: 'C0A', notify, mention: ['U0MIA'], milestones: [{ type, stages: ['Build'] }] } as never;
}

function action(name: string, at: number, attempt?: number, more: Partial<ActionFact> = {}): Fact {
  const run = { runId: `${name}${at}`, category: 'Build', provider: 'CodeBuild', ...more };
  return { type: 'action', stage: 'Build', action: name, state: 'FAILED', at, attempt, ...run };
}

const ended = (at: number, attempt: number, state: 'FAILED' | 'SUCCEEDED' = 'FAILED'): Fact[] => [
  { type: 'stage', stage: 'Build', state, at, attempt },
  { type: 'pipeline', state, at, attempt },
];
const begun: Fact = { type: 'pipeline', state: 'STARTED', at: 1, attempt: 1 };
const failedOnce = [begun, action('compile', 5, 1), ...ended(5, 1)];
const failedTwice = [...failedOnce, action('lint', 9, 2), ...ended(9, 2)];

function contextOf(facts: Fact[], outbox: Outbox = {}, found = diagnosis) {
  const run = 'Build/compile@compile5';
  const execution = partialExecution(ref, { facts, about: { diagnoses: { [run]: [found] }, stages: ['Build'] } });
  return { execution, summary: summarize(execution), rules: rules(), outbox, now: 10 };
}

function replies(intents: Intent[]) {
  return intents.map(({ effect, ...intent }) => ({ ...intent, ...(effect as Reply) }));
}

const news: FailureNews = { why: ['diagnose'], isRetried: false, decided: [] };
const standing = (...ids: string[]): Outbox =>
  Object.fromEntries(ids.map((id) => [`reply:C0A:${id}`, { doneAt: 5, message, about: ['r'], called: ['U0MIA'] }]));

describe('the call about a failure', () => {
  const planned = (facts: Fact[], outbox: Outbox = {}, routes = [hears('failed')], more: Partial<FailureNews> = {}) =>
    replies(planFailureCall(contextOf(facts, outbox), { channel: 'C0A', routes }, { ...news, ...more }));

  it('shows the failure and its cause, without what the message and the log show', () => {
    const [call, ...others] = planned(failedOnce);
    expect(others).toEqual([]);
    expect(call).toMatchObject({ key: 'reply:C0A:failed@1', kind: 'level', mention: ['U0MIA'], aloud: true });
    expect(call).toMatchObject({ milestone: { type: 'failed', stages: ['Build'] }, after: ['show:C0A', 'diagnose'] });
    const lean = { ...diagnosis, evidence: [], missing: [] };
    expect(call?.content).toMatchObject({
      type: 'failed',
      summary: {
        failures: [{ action: 'compile', diagnosis: lean }],
        stages: [],
        approvals: [],
        decisions: [],
        flaky: [],
      },
    });
  });

  it('names the actions that failed in its attempt when it is over', () => {
    const facts = [...failedTwice, ...ended(12, 3, 'SUCCEEDED')];
    const edits = planned(facts, standing('failed@1', 'failed@2'));
    expect(edits.map(({ content }) => content.type === 'ended' && content.before)).toEqual([
      'Attempt 1 failed in Build/compile.',
      'Attempt 2 failed in Build/lint.',
    ]);
    expect(edits[0]).toMatchObject({ isOver: true, aloud: false, milestone: { type: 'failed', stages: [] } });
  });

  it('counts an action without an attempt, as of earlier versions, to the first', () => {
    const facts = [begun, action('compile', 5), ...ended(5, 1), ...ended(12, 2, 'SUCCEEDED')];
    expect(planned(facts, standing('failed@1'))).toMatchObject([
      { content: { before: 'Attempt 1 failed in Build/compile.' } },
    ]);
  });

  it('is made for each attempt if a route requires it, and only the newest shows the failure', () => {
    const [first] = planned(failedOnce);
    const same = [...failedOnce, action('compile', 9, 2), ...ended(9, 2)];
    const about = first?.about ?? [];
    const outbox: Outbox = { 'reply:C0A:failed@1': { doneAt: 5, message, about } };
    const typesOf = (routes: RouteMatch[]) =>
      planned(same, outbox, routes).map(({ key, content }) => [key, content.type]);
    expect(typesOf([hears('failed', 'every')])).toEqual([
      ['reply:C0A:failed@2', 'failed'],
      ['reply:C0A:failed@1', 'ended'],
    ]);
  });

  it('of an earlier version has no reason, so a failure that is retried does not return to it', () => {
    const outbox: Outbox = { 'reply:C0A:failed@1': { doneAt: 5, message } };
    expect(planned(failedTwice, outbox, [hears('failed')], { isRetried: true })).toMatchObject([
      { key: 'reply:C0A:failed@1', content: { type: 'ended' } },
    ]);
  });

  it('is not made again if Slack refused it', () => {
    expect(planned(failedOnce, { 'reply:C0A:failed@1': { doneAt: 5 } })).toEqual([]);
    expect(planned(failedOnce, { 'reply:C0A:failed@1': { maybeSince: 5 } })).toMatchObject([{ aloud: true }]);
  });
});

describe('the log of a failure', () => {
  const planned = (found: Partial<Diagnosis>, routes = [hears('failed')], more: Partial<FailureNews> = {}) => {
    const context = contextOf(failedOnce, {}, { ...diagnosis, ...found });
    return replies(planLog(context, { channel: 'C0A', routes }, { ...news, ...more }));
  };

  it('stands below its call, notifies no one, and has no more than the failures', () => {
    const found = { ...diagnosis, missing: ['the log'] };
    const [log, ...others] = planned(found);
    expect(others).toEqual([]);
    expect(log).toMatchObject({
      key: 'reply:C0A:log:failed@1',
      kind: 'once',
      milestone: { type: 'failed', stages: ['Build'] },
      mention: [],
      aloud: false,
      after: ['show:C0A', 'diagnose', 'reply:C0A:failed@1'],
    });
    expect(log?.content).toMatchObject({
      type: 'log',
      summary: { failures: [{ diagnosis: found }], stages: [], approvals: [], decisions: [], flaky: [] },
    });
  });

  it.each<[string, boolean, Partial<Diagnosis>, RouteMatch[], Partial<FailureNews>]>([
    ['with lines', true, {}, [hears('failed')], {}],
    ['of which something is missing', true, { evidence: [], missing: ['the log'] }, [hears('failed')], {}],
    ['with neither', false, { evidence: [] }, [hears('failed')], {}],
    ['that Signalbox retries', false, {}, [hears('failed')], { isRetried: true }],
    ['in a channel without failures', false, {}, [hears('started')], {}],
    ['in a channel of which one route has failures', true, {}, [hears('started'), hears('failed')], {}],
  ])('is posted for a failure %s: %s', (_, isPosted, found, routes, more) => {
    expect(planned(found, routes, more)).toHaveLength(isPosted ? 1 : 0);
  });
});
