import { expect, it } from 'vitest';
import { checkView } from '../../../lab/slack/check-blocks.ts';
import { emptyReleaseModal, readRelease, releaseModal } from '../../../lib/slack/render/release-modal.ts';

const NOW = Date.UTC(2026, 10, 23, 10);
const revision = (n: number) => ({
  revision: n.toString(16).padStart(40, 'a'),
  title: `Change ${n} ${'of a long title '.repeat(8)}`,
  author: 'Ann Weber',
  at: NOW - n * 3_600_000,
});
const source = (name: string) => ({
  source: name,
  takes: 'commit' as const,
  revisions: Array.from({ length: 10 }, (_, n) => revision(n)),
});
const form = { channel: 'C0ALL', pipeline: 'shop', where: ['123456789012', 'eu-central-1'], asOf: NOW };
const menuOf = (modal: { blocks: object[] }) => Object(modal.blocks.at(-1)).element;

it('a release form is a view that Slack accepts: empty, with a problem, with one source and with many', () => {
  const many = Array.from({ length: 12 }, (_, n) => source(`Source-${n}`));
  for (const modal of [
    emptyReleaseModal('p'.repeat(100)),
    releaseModal({ ...form, sources: [], problem: 'x'.repeat(5_000) }),
    releaseModal({ ...form, sources: [source('App')] }),
    releaseModal({ ...form, sources: many }),
  ]) {
    expect(checkView(modal)).toEqual([]);
  }
  expect(menuOf(releaseModal({ ...form, sources: many })).options).toHaveLength(100);
});

it('a release form is read as the command that a person would type', () => {
  const modal = releaseModal({ ...form, sources: [source('App'), { ...source('Image'), takes: 'image' }] });
  const { options } = menuOf(modal);
  expect(options[0]).toMatchObject({ text: { text: expect.stringMatching(/^App: aaaaaaa Change 0/) } });
  expect(options[11]).toMatchObject({ description: { text: 'Ann Weber · 1 h ago' } });
  const read = readRelease(modal.private_metadata, options[11].value);
  const chosen = { type: 'image', value: revision(1).revision, source: 'Image' };
  const { channel, pipeline, where } = form;
  expect(read).toEqual({ channel, command: { type: 'release', pipeline, where, revision: chosen } });
  for (const odd of ['', '9 abc', 'x', '0 ']) expect(readRelease(modal.private_metadata, odd)).toBeUndefined();
  expect(readRelease('opaque', options[0].value)).toBeUndefined();
});
