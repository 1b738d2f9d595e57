import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diagnose } from '../../lib/cli/diagnose.ts';
import { replay } from '../../lib/cli/replay.ts';
import { worldOf } from '../../lib/cli/world.ts';
import { partialExecution } from '../../lib/core/execution/facts.ts';
import { outcome } from '../../lib/core/model/input.ts';
import { classify } from '../../lib/diagnosis/classify/classify.ts';
import { relevantLines } from '../../lib/diagnosis/log/relevant-lines.ts';
import { present } from '../../lib/diagnosis/present.ts';
import { groupBySubject } from '../../lib/inbox/group-by-subject.ts';
import { render } from '../../lib/slack/render/message.ts';
import { renderReply } from '../../lib/slack/render/reply.ts';
import { snsMessage } from '../../lib/sns/message.ts';
import { createMemoryStore } from '../../lib/store/memory.ts';
import { reconcile } from '../../lib/worker/reconcile.ts';
import { ordinaryLines } from '../core/redact/ordinary-lines.ts';
import { secretCases } from '../core/redact/secret-cases.ts';
import { sampled } from '../kit/draws.ts';
import { actionEvent, pipelineEvent, stageEvent } from '../kit/events.ts';
import { rules } from '../kit/rules.ts';

// Not a unit test: it plays each secret through the complete stack.

/** Events of an execution with this text in its commit, its stop reason and its failed action. */
function eventsWith(text: string): object[] {
  const trigger = { 'commit-id': 'c0ffee', 'full-repository-name': 'acme/shop', 'commit-message': text };
  return [
    pipelineEvent('STARTED', {}, { 'execution-trigger': trigger }),
    stageEvent('Build', 'STARTED', { at: '2026-11-22T10:00:01Z' }),
    actionEvent('Build/Build', 'FAILED', { at: '2026-11-22T10:00:09Z', summary: text }),
    stageEvent('Build', 'FAILED', { at: '2026-11-22T10:00:10Z' }),
    pipelineEvent('FAILED', { at: '2026-11-22T10:00:11Z' }, { 'stop-execution-comments': text }),
  ];
}

/** All outputs of the loop, by destination, if a log also has the text. */
async function exitsFor(text: string): Promise<Record<string, string>> {
  const left: Record<string, unknown[]> = { slack: [], sns: [], log: [], effects: [] };
  const store = createMemoryStore();
  const world = worldOf(
    async (effect) => {
      left.effects?.push(effect);
      return [outcome(effect, { done: true, digest: effect.digest })];
    },
    {
      show: async (effect) => {
        left.slack?.push(render(effect.summary, effect));
        return [outcome(effect, { done: true, digest: effect.digest, message: { channel: effect.channel, ts: '1' } })];
      },
      reply: async (effect) => {
        left.slack?.push(renderReply(effect.content, effect.mention));
        return [outcome(effect, { done: true, digest: effect.digest })];
      },
      publish: async (effect) => {
        left.sns?.push(snsMessage(effect.summary, effect.milestone));
        return [outcome(effect, { done: true, digest: effect.digest })];
      },
      diagnose: async (effect) => {
        const lines = relevantLines(['Running command deploy', ...text.split('\n'), 'error: exit status 1']);
        const judgement = classify({ provider: 'CodeBuild', message: text, lines, signatures: [] });
        const finding = { cause: text, codes: [], evidence: text.split('\n'), links: [] };
        const diagnosis = present(effect.failed, finding, judgement, [text]);
        const seen = partialExecution(effect.execution, { about: { diagnoses: { [effect.run]: [diagnosis] } } });
        return [{ type: 'seen', execution: seen }, outcome(effect, { done: true, digest: effect.digest })];
      },
    },
  );
  const records = eventsWith(text).map((event, at) => ({ messageId: `${at}`, body: JSON.stringify(event) }));
  let id = 0;
  for (const { key, inputs } of groupBySubject(records).subjects) {
    await reconcile(key, inputs, {
      store,
      rules: async () => rules(),
      world,
      now: () => Date.parse('2026-11-22T10:00:12Z'),
      id: () => `${id++}`,
      log: (line) => left.log?.push(line),
    });
  }
  const texts = Object.entries(left).map(([name, all]) => [name, flat(all)]);
  return { ...Object.fromEntries(texts), table: flat(store.rows()) };
}

/** The strings of the value, without JSON escapes. */
function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value).flat().map(flat).join('\n');
}

describe('a secret in a commit, a summary and a log', () => {
  it.each(secretCases('exits').map(([kind, ...rest]) => [kind, rest] as const))(
    'never leaves Signalbox: %s',
    async (_, rest) => {
      const [text = '', ...parts] = rest;
      const exits = await exitsFor(text);
      for (const [exit, left] of Object.entries(exits)) {
        for (const part of parts) expect(left, exit).not.toContain(part);
      }
      for (const exit of ['slack', 'sns', 'table']) expect(exits[exit]).toContain('[redacted');
    },
  );
});

describe('the CLI', () => {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-secrets-'));
  const policy = join(folder, 'policy.yml');
  const errors: string[] = [];
  const { error } = console;
  beforeAll(() => {
    writeFileSync(policy, 'version: 1\nroutes: [{ scope: all, channel: C0DEPLOYS }]\n');
    console.error = (line: string) => errors.push(line);
  });
  afterAll(() => {
    console.error = error;
  });

  it('prints no secret from a log, a message or an event', async () => {
    const cases = secretCases('cli');
    for (const index of sampled(cases.length)) {
      const [kind, text, ...parts] = cases[index] ?? ['', ''];
      const log = join(folder, 'log.txt');
      const events = join(folder, 'events.json');
      writeFileSync(log, text);
      writeFileSync(events, JSON.stringify(eventsWith(text)));
      const printed = [
        await diagnose([], { provider: 'CodeBuild', message: text, log, policy, json: false }),
        await diagnose([], { provider: 'CodeBuild', code: 'JobFailed', log, policy, json: true }),
        await replay([events], { policy, json: false }),
        await replay([events], { policy, json: true }),
        ...errors,
      ].join('\n');
      for (const part of parts) expect(printed, kind).not.toContain(part);
    }
  });
});

describe('an ordinary line', () => {
  it.each(ordinaryLines.filter((line) => !/[<>&*_~`|]/.test(line)))(
    'arrives in the table unchanged: %s',
    async (line) => {
      const { table } = await exitsFor(line);
      expect(table).toContain(line);
      expect(table).not.toContain('[redacted');
    },
  );
});

describe('names', () => {
  it('that look like secrets stay in every message', async () => {
    const trigger = { 'commit-id': 'c0ffee', 'full-repository-name': 'acme/token-service', 'commit-message': 'x' };
    const fields = { pipeline: 'secret-rotation' };
    const folder = mkdtempSync(join(tmpdir(), 'signalbox-names-'));
    const file = join(folder, 'events.json');
    const policy = join(folder, 'policy.yml');
    writeFileSync(policy, 'version: 1\nroutes: [{ scope: all, channel: C0DEPLOYS }]\n');
    const events = [
      pipelineEvent('STARTED', fields, { 'execution-trigger': trigger }),
      actionEvent('Password/token-service', 'FAILED', {
        ...fields,
        at: '2026-11-22T10:00:09Z',
        summary: 'exit status 1',
      }),
      stageEvent('Password', 'FAILED', { ...fields, at: '2026-11-22T10:00:10Z' }),
      pipelineEvent('FAILED', { ...fields, at: '2026-11-22T10:00:11Z' }),
    ];
    writeFileSync(file, JSON.stringify(events));
    const { error } = console;
    console.error = () => {};
    const printed = await replay([file], { policy, json: true });
    console.error = error;
    expect(printed).toContain('secret-rotation');
    expect(printed).toContain('Password');
    expect(printed).not.toContain('[redacted');
  });
});
