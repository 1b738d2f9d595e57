import { expect, it } from 'vitest';
import { withoutWrappedRows } from '../../../lib/diagnosis/log/wrapped-table.ts';

const RULE = '-'.repeat(90);
const TABLE = [
  RULE,
  'ResourceStatus           ResourceType             LogicalResourceId        ResourceStatusReason',
  RULE,
  'UPDATE_IN_PROGRESS       AWS::CloudFormation::St  shop                     User Initiated',
  '                         ack',
  'UPDATE_FAILED            AWS::Lambda::Function    Api                      The runtime of the',
  '                                                                           function is too old.',
  'UPDATE_ROLLBACK_IN_PROG  AWS::CloudFormation::St  shop                     -',
  'RESS                     ack',
  RULE,
];

it('a row that SAM wrapped stands on one line', () => {
  expect(withoutWrappedRows(['start', ...TABLE, 'Error: no update', '  at the end  of a line'])).toEqual([
    'start',
    ...TABLE.slice(0, 3),
    'UPDATE_IN_PROGRESS AWS::CloudFormation::Stack shop User Initiated',
    'UPDATE_FAILED AWS::Lambda::Function Api The runtime of the function is too old.',
    'UPDATE_ROLLBACK_IN_PROGRESS AWS::CloudFormation::Stack shop -',
    RULE,
    'Error: no update',
    '  at the end  of a line',
  ]);
});

it('a table that was cut, and other lines, stay', () => {
  const cut = [
    ...TABLE.slice(0, 3),
    'UPDATE_FAILED: the connection to CloudFormation was lost',
    '                   x',
  ];
  expect(withoutWrappedRows(cut)).toEqual(cut);
  expect(withoutWrappedRows(TABLE.slice(3))).toEqual(TABLE.slice(3));
  expect(withoutWrappedRows(TABLE.slice(0, 4))).toHaveLength(4);
});
