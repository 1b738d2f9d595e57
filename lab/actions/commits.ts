import { createHash } from 'node:crypto';
import type { Commit } from '../codepipeline/model.ts';

/** The changes that the page pushes. */
const commits = [
  { message: 'Round half to even in invoice totals', author: 'Ann Weber', email: 'ann@example.com' },
  { message: 'Cache the exchange rates for a minute', author: 'Ravi Nair', email: 'ravi@example.com' },
  { message: 'Remove the old checkout', author: 'Mia Sorel', email: 'mia@example.com' },
  { message: 'Bump the base image', author: 'Jo Okafor', email: 'jo@example.com' },
];

/** @param count the executions until now, so that each commit has an id of its own */
export function nextCommit(count: number): Commit {
  const commit = commits[count % commits.length] ?? { message: 'Change', author: 'Ann Weber' };
  const id = createHash('sha1').update(`${count}`).digest('hex');
  return { ...commit, id, branch: 'main', repository: 'example/shop', provider: 'GitHub' };
}
