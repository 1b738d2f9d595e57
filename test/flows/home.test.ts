import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lab } from '../../lab/lab.ts';
import { readRows } from '../../lab/rows.ts';
import { type Execution, executionKey } from '../../lib/core/execution/facts.ts';
import { headline } from '../../lib/core/execution/headline.ts';
import { summarize } from '../../lib/core/execution/summary.ts';
import { pipelineKey } from '../../lib/core/freeze/transitions.ts';
import { homeActions } from '../../lib/slack/requests/action-ids.ts';
import { writePipelineReference } from '../../lib/slack/requests/button-reference.ts';
import { executionsOf, labUnder, markFor, messagesOf, quiet } from '../kit/lab.ts';

/** The Home of four people, from the event of Slack to the view in Slack. */

const policy = `version: 1
home: true
people: { release: { slackGroups: [S0RELEASE] } }
routes: [{ scope: all, channel: C0DEPLOYS, mention: [author-dm] }]
approvals: [{ id: prod, scope: all, require: [{ from: [release] }], forbid: [author] }]
commands: [{ scope: all, allow: [release], do: [freeze] }]
freezes:
  - { id: christmas, kind: deny, scope: all, tz: UTC, once: { from: 2026-12-24T00:00, until: 2026-12-27T00:00 } }
`;

const source = { name: 'Source', actions: [{ name: 'Checkout', provider: 'CodeStarSourceConnection', takes: '1s' }] };
const build = { name: 'Build', actions: [{ name: 'compile', provider: 'CodeBuild', takes: '1s' }] };
const production = { name: 'Production', actions: [{ name: 'approve', provider: 'Manual' }] };

describe('the Home', () => {
  let lab: Lab;
  const push = (pipeline: string, author: string, message: string) =>
    lab.codepipeline.push(
      pipeline,
      { id: message.padEnd(40, '0'), message, author, email: `${author.toLowerCase()}@example.com`, branch: 'main' },
      { git: true },
    );
  const open = async (user: string) => {
    expect(await lab.slack.openHome(user)).toEqual({ ok: true });
    await quiet(lab);
    return textOf(user);
  };
  const use = async (user: string, action_id: string, value?: string) => {
    expect(await lab.slack.pressHome({ user, action_id, value })).toEqual({ ok: true });
    await quiet(lab);
    return textOf(user);
  };
  const textOf = (user: string): string[] => {
    const blocks = lab.slack.snapshot().homes.find((one) => one.user === user)?.blocks ?? [];
    return blocks.flatMap(({ text }) => (text ? [String(Object(text).text)] : []));
  };
  const part = (lines: string[], from: string, to?: string) =>
    lines.slice(lines.indexOf(from) + 1, to === undefined ? undefined : lines.indexOf(to));
  const [APPROVALS, PIPELINES, FREEZES] = [
    'Approvals that you can decide',
    'Pipelines that you follow',
    'Freezes and locks',
  ] as const;
  const approvals = (lines: string[]) => part(lines, APPROVALS, PIPELINES);
  const pipelines = (lines: string[]) => part(lines, PIPELINES, FREEZES);
  const reference = (pipeline: string) => {
    const { account, region } = lab.codepipeline.snapshot().find(({ name }) => name === pipeline) ?? {};
    return writePipelineReference(pipelineKey({ account: account ?? '', region: region ?? '', pipeline }));
  };
  const direct = (user: string) =>
    lab.slack.snapshot().channels.find(({ id }) => id === `D${user.slice(1)}`)?.messages ?? [];

  beforeAll(async () => {
    lab = await labUnder(policy);
    const place = { account: '123456789012', region: 'eu-central-1' };
    for (const [name, stages] of Object.entries({
      vouchers: [source, production],
      lanterns: [source, build],
      ferries: [source, build],
    })) {
      lab.codepipeline.declare({ ...place, name, mode: 'QUEUED', stages } as never);
    }
    lab.codepipeline.outcome('lanterns', 'Build', 'compile', {
      state: 'Failed',
      code: 'JobFailed',
      summary: 'Two tests failed',
    });
    push('vouchers', 'Ann', 'Vouchers end at midnight');
    push('lanterns', 'Mia', 'Light the lanterns');
    push('ferries', 'Jo', 'Cross the river');
    await quiet(lab);
  });
  afterAll(() => lab.stop());

  it('lists only the approvals that the person can decide', async () => {
    const [ravi, ann, mia] = [await open('U0RAVI'), await open('U0ANN'), await open('U0MIA')];
    expect(approvals(ravi)).toEqual([
      expect.stringMatching(
        /vouchers waits for approval.*\nProduction\/approve: you can approve or reject it\..*\n.*<#C0DEPLOYS>/,
      ),
    ]);
    // The author may only reject.
    expect(approvals(ann)).toEqual([expect.stringContaining('Production/approve: you can reject it.')]);
    expect(approvals(mia)).toEqual(['No approval waits for you.']);
  });

  it('shows each pipeline only to its author, in the same state as its row and its message', async () => {
    const rows = await readRows(lab.standIns.dynamo);
    const states = new Map(executionsOf(lab).map(({ pipeline, id, status }) => [pipeline, { id, status }]));
    for (const [user, pipeline] of [
      ['U0ANN', 'vouchers'],
      ['U0MIA', 'lanterns'],
      ['U0JO', 'ferries'],
    ] as const) {
      const [line = '', ...others] = pipelines(await open(user));
      expect(others).toEqual([]);
      const { id = '', status = '' } = states.get(pipeline) ?? {};
      const execution = rows.find(({ key }) => key.endsWith(`#${pipeline}#${id}`))?.execution as Execution;
      const { mark, sentence } = headline(summarize(execution));
      expect(line).toContain(`|${mark} ${sentence}`.slice(0, 60));
      const message = messagesOf(lab).find((one) => one.execution === execution.ref.executionId);
      expect(message?.text.startsWith(mark)).toBe(true);
      if (status !== 'InProgress') expect(mark).toBe(markFor[status]);
      expect(executionKey(execution.ref)).toContain(pipeline);
    }
    expect(pipelines(await open('U0RAVI'))).toEqual([expect.stringContaining('You follow no pipeline.')]);
  });

  it('lists the freezes of the policy and those from Slack', async () => {
    const before = part(await use('U0RAVI', homeActions.refresh), FREEZES);
    expect(before).toEqual([expect.stringMatching(/christmas/)]);
    await lab.slack.command({
      user: 'U0RAVI',
      channel: 'C0DEPLOYS',
      text: 'freeze ferries for 1h because the river is high',
    });
    await quiet(lab);
    const after = part(await use('U0RAVI', homeActions.refresh), FREEZES);
    expect(after).toEqual([before[0], expect.stringMatching(/ferries .*the river is high/)]);
  });

  it('follows a pipeline that a person pins, until it is unpinned', async () => {
    const pinned = pipelines(await use('U0MIA', homeActions.pin, reference('ferries')));
    expect(pinned).toEqual([expect.stringContaining('ferries succeeded'), expect.stringContaining('lanterns failed')]);
    const unpinned = pipelines(await use('U0MIA', homeActions.unpin, reference('ferries')));
    expect(unpinned).toEqual([expect.stringContaining('lanterns failed')]);
  });

  it('mutes the direct messages about a pipeline for one person', async () => {
    expect(direct('U0MIA')).toHaveLength(1);
    const lines = pipelines(await use('U0MIA', homeActions.mute, reference('lanterns')));
    expect(lines[0]).toContain('its direct messages to you are off');
    const fail = (summary: string) => {
      lab.codepipeline.outcome('lanterns', 'Build', 'compile', { state: 'Failed', code: 'JobFailed', summary });
    };
    fail('The compiler is missing');
    push('lanterns', 'Mia', 'Light them again');
    await quiet(lab);
    fail('No space left on device');
    push('lanterns', 'Jo', 'Light them at last');
    await quiet(lab);
    expect([direct('U0MIA').length, direct('U0JO').length]).toEqual([1, 1]);
  });

  it('drops a decided approval, and the approver follows the pipeline', async () => {
    await lab.perform({
      type: 'press',
      as: 'U0RAVI',
      pipeline: 'vouchers',
      execution: executionsOf(lab).find(({ pipeline }) => pipeline === 'vouchers')?.id ?? '',
      button: 'Approve',
    });
    await quiet(lab);
    const lines = await use('U0RAVI', homeActions.refresh);
    expect(approvals(lines)).toEqual(['No approval waits for you.']);
    expect(pipelines(lines)).toEqual([expect.stringContaining('vouchers succeeded')]);
  });
});
