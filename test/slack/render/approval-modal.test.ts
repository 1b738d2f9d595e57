import type { ViewsOpenArguments } from '@slack/web-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkView } from '../../../lab/slack/check-blocks.ts';
import { initialOf, inputsOf } from '../../../lab/slack/view.ts';
import { executionKey } from '../../../lib/core/execution/facts.ts';
import { runKey } from '../../../lib/core/execution/failed-actions.ts';
import { truncate } from '../../../lib/core/text/truncate.ts';
import { lengths, UNTIL } from '../../../lib/slack/commands/command-form.ts';
import { approvalModal, problemOf, readForm } from '../../../lib/slack/render/approval-modal.ts';
import { commandModal } from '../../../lib/slack/render/command-modal.ts';
import { readChannel } from '../../../lib/slack/render/modal-parts.ts';
import { reference } from '../../kit/slack-requests.ts';

/** Names that AWS allows. `longest` makes the maximum length more frequent. */
const name = fc.string({
  unit: fc.constantFrom(...'abcXYZ019.@-_'),
  minLength: 1,
  maxLength: 100,
  size: 'max',
});
const longest = fc.constantFrom('@'.repeat(100), 'W'.repeat(100), '-'.repeat(100));
const names = fc.oneof(name, longest);

const forms = fc
  .record({
    decision: fc.constantFrom('approve' as const, 'reject' as const),
    pipeline: names,
    stage: names,
    action: names,
    runId: fc.uuid(),
    executionId: fc.uuid(),
    comment: fc.oneof(fc.nat(1_000_000), fc.constantFrom(0, 1, 399, 400, 401)),
    channel: fc.stringMatching(/^[CG][A-Z0-9]{8,20}$/),
  })
  .map(({ decision, pipeline, stage, action, runId, executionId, comment, channel }) => ({
    names: { pipeline, stage, action },
    form: {
      decision,
      channel,
      reference: {
        key: executionKey({ account: '111122223333', region: 'ap-southeast-2', pipeline, executionId }),
        run: runKey({ name: stage }, { name: action, runId }),
        comment,
      },
    },
  }));

describe('a form', () => {
  it("keeps Slack's limits with the longest names", () => {
    fc.assert(
      fc.property(forms, ({ form }) => {
        const view: ViewsOpenArguments['view'] & { type: 'modal' } = approvalModal(form);
        expect(view.title.text.length).toBeLessThanOrEqual(24);
        expect(view.submit?.text.length).toBeLessThanOrEqual(24);
        expect(view.close?.text.length).toBeLessThanOrEqual(24);
        expect(view.callback_id?.length).toBeLessThanOrEqual(255);
        expect(view.private_metadata?.length).toBeLessThanOrEqual(3000);

        const [about, { block_id, label, hint, element }] = approvalModal(form).blocks;
        expect(about.elements.length).toBeLessThanOrEqual(10);
        for (const { text } of about.elements) expect(text.length).toBeLessThanOrEqual(3000);
        for (const { text } of [label, hint]) expect(text.length).toBeLessThanOrEqual(2000);
        for (const id of [block_id, element.action_id]) expect(id.length).toBeLessThanOrEqual(255);
        expect(element.min_length).toBeGreaterThanOrEqual(1);
        expect(element.min_length).toBeLessThanOrEqual(element.max_length);
        expect(element.max_length).toBeLessThanOrEqual(3000);
        expect(texts(approvalModal(form)).every(({ text }) => text.length > 0)).toBe(true);
      }),
    );
  });

  it('shows the full pipeline, stage and action as plain text', () => {
    fc.assert(
      fc.property(forms, ({ form, names: { pipeline, stage, action } }) => {
        const [{ elements }] = approvalModal(form).blocks;
        expect(elements.map(({ text }) => text)).toEqual([`${action} in stage ${stage} of pipeline ${pipeline}`]);
        expect(texts(approvalModal(form)).every(({ type, emoji }) => type === 'plain_text' && emoji === false)).toBe(
          true,
        );
      }),
    );
  });

  it('is valid even with a name that AWS does not allow', () => {
    const run = fc.string({ unit: fc.constantFrom('/', '@', '\n', 'a', '*', '<', '😀'), size: 'max', maxLength: 5000 });
    fc.assert(
      fc.property(run, (odd) => {
        const { blocks, private_metadata } = approvalModal({
          decision: 'approve',
          channel: 'C0DEPLOYS',
          reference: { key: `execution#a#b#${odd.slice(0, 1000)}#d`, run: odd.slice(0, 800), comment: 0 },
        });
        expect(blocks[0].elements[0]?.text.length).toBeLessThanOrEqual(400);
        expect(readForm(private_metadata)?.reference.run).toBe(odd.slice(0, 800));
      }),
    );
  });

  it('returns the decision, approval and channel it was opened for', () => {
    fc.assert(
      fc.property(forms, ({ form: { decision, ...carried } }) => {
        expect(approvalModal({ decision, ...carried }).callback_id).toBe(decision);
        expect(readForm(approvalModal({ decision, ...carried }).private_metadata)).toEqual(carried);
      }),
    );
  });

  it.each(['', 'null', '{}', '[]', '"x"', '{"channel":"C1"}', JSON.stringify(reference)])(
    'is not recognized with the metadata %s',
    (metadata) => expect(readForm(metadata)).toBeUndefined(),
  );
});

describe('a comment', () => {
  it.each([
    [0, '', 'Enter a comment.'],
    [0, ' \n\t', 'Enter a comment.'],
    [0, 'k', undefined],
    [1, ' ', 'Enter a comment.'],
    [10, '123456789', 'Enter at least 10 characters. Spaces at the start and at the end do not count.'],
    [10, '  12345678  ', 'Enter at least 10 characters. Spaces at the start and at the end do not count.'],
    [10, '1234567890', undefined],
    [10, '123 567 90', undefined],
    [4_000, 'a'.repeat(400), undefined],
  ])('with %i required characters is accepted or refused: "%s"', (comment, text, problem) => {
    expect(problemOf(text, { ...reference, comment })).toBe(problem);
  });

  it('without blanks that Slack accepts is long enough, for any required length', () => {
    fc.assert(
      fc.property(forms, ({ form }) => {
        const { min_length, max_length } = approvalModal(form).blocks[1].element;
        for (const length of [min_length, max_length]) {
          expect(problemOf('x'.repeat(length), form.reference)).toBeUndefined();
        }
        expect(problemOf('x'.repeat(min_length - 1), form.reference)).toBeDefined();
      }),
    );
  });

  it('has a hint with its required length', () => {
    const hint = (comment: number) =>
      approvalModal({ decision: 'reject', channel: 'C1', reference: { ...reference, comment } }).blocks[1].hint.text;
    expect(hint(12)).toBe('At least 12 characters. The channel shows the comment, and CodePipeline stores it.');
    expect(hint(0)).toBe('The channel shows the comment, and CodePipeline stores it.');
  });
});

describe('a form for a command', () => {
  const long = fc.constantFrom(
    'x'.repeat(200),
    'x'.repeat(201),
    '🙂'.repeat(100),
    '🙂'.repeat(1_501),
    'x'.repeat(5_000),
  );
  const typed = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), long);
  const field = fc.option(typed, { nil: undefined });
  const forms = fc.record({
    type: fc.constantFrom('freeze' as const, 'override' as const),
    fields: fc.record({
      freezes: field,
      pipelines: field,
      stage: field,
      for: fc.option(fc.constantFrom(...Object.keys(lengths), UNTIL), { nil: undefined }),
      until: fc.option(fc.integer({ min: 1_000_000_000, max: 4_000_000_000 }).map(String), { nil: undefined }),
      because: field,
      anyway: fc.option(fc.constant('anyway' as const), { nil: undefined }),
    }),
    problem: field,
    channel: fc.stringMatching(/^[CDG][A-Z0-9]{8,20}$/),
  });

  it('is valid in Slack, for any typed text', () => {
    fc.assert(
      fc.property(forms, (form) => {
        const view: ViewsOpenArguments['view'] & { type: 'modal' } = commandModal(form);
        expect(checkView(JSON.parse(JSON.stringify(view)))).toEqual([]);
        const { blocks } = commandModal(form);
        for (const block of blocks) if (block.type === 'input') expect(block.element.action_id).toBe(block.block_id);
      }),
    );
  });

  it('returns its channel, and the typed text up to its limits', () => {
    fc.assert(
      fc.property(forms, (form) => {
        const view = commandModal(form);
        expect([view.callback_id, readChannel(view.private_metadata)]).toEqual([form.type, form.channel]);
        const fields = Object.fromEntries(
          inputsOf(view as unknown as Parameters<typeof inputsOf>[0]).map((one) => [one.block_id, initialOf(one)]),
        );
        expect(fields).toEqual({
          ...(form.type === 'override' && { freezes: truncate(form.fields.freezes ?? '', 3_000) }),
          pipelines: truncate(form.fields.pipelines ?? '', 3_000),
          stage: truncate(form.fields.stage ?? '', 3_000),
          for: form.fields.for ?? '',
          until: form.fields.until ?? '',
          because: truncate(form.fields.because ?? '', 200),
          anyway: form.fields.anyway ?? '',
        });
      }),
    );
  });

  it('has no field for freezes in a freeze, and shows a problem first', () => {
    const drawn = (type: 'freeze' | 'override', problem?: string) =>
      commandModal({ type, fields: {}, problem, channel: 'C1' }).blocks;
    const labels = (type: 'freeze' | 'override') =>
      drawn(type).flatMap((block) =>
        block.type === 'input' ? [`${block.label.text}${block.optional ? '?' : ''}`] : [],
      );
    expect(labels('freeze')).toEqual(['Pipelines', 'Stages?', 'Duration', 'Until?', 'Reason', 'Pipelines to come?']);
    expect(labels('override')).toEqual(['Which freezes', ...labels('freeze')]);
    const [first] = texts(drawn('freeze', '"2x" is not a duration.'));
    expect(first).toEqual({ type: 'plain_text', text: '"2x" is not a duration.', emoji: false });
    expect(texts(drawn('freeze'))[0]?.text).toMatch(/^No execution enters/);
  });
});

interface Text {
  type: string;
  text: string;
  emoji: boolean;
}

function texts(value: unknown): Text[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.values(value).flatMap(texts);
  return 'text' in value && typeof value.text === 'string' ? [value as Text, ...below] : below;
}
