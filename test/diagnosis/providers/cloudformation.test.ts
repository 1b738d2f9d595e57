import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../lab/providers/recording.ts';
import { cloudformation } from '../../../lib/diagnosis/providers/cloudformation/cloudformation.ts';
import { failuresOf } from '../../../lib/diagnosis/providers/cloudformation/stack-events.ts';
import { stackSet } from '../../../lib/diagnosis/providers/cloudformation/stack-set.ts';
import { actionOf, ask } from '../../kit/provider.ts';
import { troubles } from '../trouble.ts';

const AT = Date.UTC(2026, 10, 22, 10, 1);
const CREATE = 'cloudformation.create-failed';

/** Events in the format of the SDK. */
const event = (id: string, more: object = {}) => ({
  EventType: 'PROVISIONING_ERROR',
  LogicalResourceId: id,
  ResourceType: 'AWS::SQS::Queue',
  ResourceStatus: 'UPDATE_FAILED',
  Timestamp: AT,
  ...more,
});
const answer = (operation: string, list: string, member: Record<string, string>) => {
  const parts = Object.entries(member).map(([key, value]) => `<${key}>${value}</${key}>`);
  const result = `<${operation}Result><${list}><member>${parts.join('')}</member></${list}></${operation}Result>`;
  return { operation, status: 200, body: `<${operation}Response>${result}</${operation}Response>` };
};
const explain = (...levels: object[][]) =>
  cloudformation.explain({ levels }, actionOf(readRecording(`events/providers/${CREATE}.json`)));

describe('a failed stack', () => {
  it('is explained by the first failed resource, without the data for AWS support', async () => {
    const { finding, asked, missing } = await ask(cloudformation, CREATE);
    expect(finding?.cause).toBe(
      '`Database` (AWS::RDS::DBInstance) could not be created: DB instance class db.t2.micro is not supported for the engine postgres 17.2.',
    );
    expect(finding?.codes).toEqual(['InvalidRequest', 'HTTP 400', 'CREATE_FAILED']);
    expect(finding?.phase).toBe('CREATE_FAILED');
    expect(finding?.evidence.map((line) => line.split(' (')[0])).toEqual([
      '10:02:31 CREATE_FAILED `Database`',
      '10:02:31 CREATE_FAILED `Cluster`',
      '10:02:31 CREATE_FAILED `Queue`',
    ]);
    expect(finding?.evidence[0]).toContain('RequestToken: 6ff5d2a0');
    expect(asked).toEqual(['DescribeEvents']);
    expect(missing).toEqual([]);
  });

  it('is linked by its ARN, which also works for a deleted stack', async () => {
    const { finding } = await ask(cloudformation, CREATE);
    expect(finding?.links).toEqual([
      {
        label: 'Stack events',
        url: 'https://eu-central-1.console.aws.amazon.com/cloudformation/home?region=eu-central-1#/stacks/events?stackId=arn%3Aaws%3Acloudformation%3Aeu-central-1%3A123456789012%3Astack%2Fshop%2F11111111-c786-11f0-8f1a-0a58a9feac02',
      },
    ]);
  });

  it('is read by the ARN in the id or the URL, else by its name', async () => {
    const recorded = readRecording(`events/providers/${CREATE}.json`);
    const arn = recorded.action.externalId ?? '';
    const url = `https://console.aws.amazon.com/cloudformation/home#/stack/detail?stackId=${encodeURIComponent(arn)}`;
    for (const [more, name] of [
      [{}, arn],
      [{ externalId: undefined, url }, arn],
      [{ externalId: undefined }, 'shop'],
    ] as const) {
      const bodies: string[] = [];
      await ask(
        cloudformation,
        { ...recorded, action: { ...recorded.action, ...more } },
        {
          listener: async (req, res) => {
            bodies.push(await text(req));
            res.writeHead(200).end('<DescribeEventsResponse><DescribeEventsResult/></DescribeEventsResponse>');
          },
        },
      );
      expect(bodies.map((body) => new URLSearchParams(body).get('StackName'))).toEqual([name, name]);
    }
  });

  it('is explained by the failed nested stack, also with the older API only', async () => {
    const { finding, asked, missing } = await ask(cloudformation, 'cloudformation.nested');
    expect(finding?.cause).toBe(
      "`HelloApiHelloGetAuthorizer` (AWS::ApiGateway::Authorizer) in the nested stack `Apis1` could not be created: 1 validation error detected: Value null at 'createAuthorizerInput.name' failed to satisfy constraint: Member must not be null",
    );
    expect(finding?.codes).toEqual(['ValidationException', 'HTTP 400', 'CREATE_FAILED']);
    expect(finding?.evidence[1]).toContain('Embedded stack arn:aws:cloudformation');
    expect(asked).toEqual(['DescribeEvents', 'DescribeStackEvents', 'DescribeEvents', 'DescribeStackEvents']);
    expect(missing[0]).toMatch(/^the events of the operation: AccessDenied/);
  });

  it('is explained by the validation error, with its place in the template', async () => {
    const { finding } = await ask(cloudformation, 'cloudformation.validation');
    expect(finding?.cause).toBe(
      '`NotificationBucket` (AWS::S3::Bucket) did not pass validation: #/NotificationConfiguration/QueueConfigurations/0: required key [Event] not found',
    );
    expect(finding?.codes).toEqual(['PROPERTY_VALIDATION']);
    expect(finding?.evidence[0]).toMatch(/ at \/Resources\/NotificationBucket\/Properties\//);
  });

  it('is explained by the hook that refused it, not by the refused resource', async () => {
    const { finding, asked } = await ask(cloudformation, 'cloudformation.hook');
    expect(finding?.cause).toBe(
      'The hook `Acme::S3::Encryption` rejected `Assets` (AWS::S3::Bucket): Bucket has no server-side encryption',
    );
    expect(finding?.codes).toEqual(['Acme::S3::Encryption', 'HOOK_COMPLETE_FAILED']);
    expect(finding?.phase).toBe('PRE_PROVISION');
    expect(asked).toEqual(['DescribeEvents']);
  });

  it('is explained by the rollback reason if no resource changed', async () => {
    const { finding } = await ask(cloudformation, 'cloudformation.export-in-use');
    expect(finding?.cause).toBe(
      '`shop` (AWS::CloudFormation::Stack) was rolled back: Export shop-vpc cannot be deleted as it is in use by shop-api and shop-jobs',
    );
  });

  it('is read with the older API if the newer one gives no reason', async () => {
    const recorded = readRecording('events/providers/cloudformation.export-in-use.json');
    const bare = answer('DescribeEvents', 'OperationEvents', {
      StackId: 'arn:shop',
      PhysicalResourceId: 'arn:shop',
      ResourceStatus: 'UPDATE_FAILED',
      Timestamp: '2026-11-22T10:00:40Z',
    });
    const { finding } = await ask(cloudformation, { ...recorded, calls: [bare, ...recorded.calls.slice(1)] });
    expect(finding?.cause).toContain('Export shop-vpc cannot be deleted');
  });

  it('is not explained by failures of last week', async () => {
    const { finding, asked } = await ask(cloudformation, 'cloudformation.succeeded');
    expect(finding).toBeUndefined();
    expect(asked).toEqual(['DescribeEvents', 'DescribeStackEvents']);
  });

  it('is followed through two levels of nested stacks', async () => {
    const recorded = readRecording('events/providers/cloudformation.nested.json');
    const [, parent] = recorded.calls;
    const calls = recorded.calls.slice(0, 1).concat(parent ?? []);
    const { finding, asked } = await ask(cloudformation, { ...recorded, calls });
    expect(finding?.cause).toMatch(/^`Apis1` .* in the nested stack `Apis1` in the nested stack `Apis1` could not be/);
    expect(asked.filter((operation) => operation === 'DescribeStackEvents')).toHaveLength(3);
  });

  it('is explained by a consequence if there is no other reason', async () => {
    const recorded = readRecording(`events/providers/${CREATE}.json`);
    const calls = recorded.calls.map((call) => ({
      ...call,
      body: String(call.body).replaceAll('Resource handler', 'Resource creation cancelled'),
    }));
    const { finding, missing } = await ask(cloudformation, { ...recorded, calls });
    expect(finding?.cause).toBe('`Queue` (AWS::SQS::Queue) could not be created: Resource creation cancelled');
    expect(missing).toEqual([expect.stringMatching(/^the stack events: /)]);
  });

  it('is read for two pages at most', async () => {
    const recorded = readRecording(`events/providers/${CREATE}.json`);
    const page = '<OperationEvents/><NextToken>more</NextToken>';
    const endless = `<DescribeEventsResponse><DescribeEventsResult>${page}</DescribeEventsResult></DescribeEventsResponse>`;
    const [answer] = recorded.calls;
    const first = { operation: 'DescribeEvents', status: 200, body: endless };
    const second = await ask(cloudformation, { ...recorded, calls: [first, ...(answer ? [answer] : [])] });
    expect(second.finding?.cause).toContain('`Database`');
    const never = await ask(cloudformation, { ...recorded, calls: [first] });
    expect(never.asked).toEqual(['DescribeEvents', 'DescribeEvents', 'DescribeStackEvents?']);
  });

  it.each(troubles('xml', 'ValidationError'))('is $name: no finding, but a list of missing data', async (trouble) => {
    const { finding, missing } = await ask(cloudformation, CREATE, trouble);
    expect(finding).toBeUndefined();
    expect(missing.map((each) => each.split(':')[0])).toEqual(['the events of the operation', 'the stack events']);
    expect(missing[0]).toMatch(trouble.reported);
  });

  it('is not read if its name is unknown', async () => {
    const recorded = readRecording(`events/providers/${CREATE}.json`);
    const { finding, asked } = await ask(cloudformation, { ...recorded, action: { configuration: {} } });
    expect([finding, asked]).toEqual([undefined, []]);
  });
});

describe('the events of a stack', () => {
  it('may have no reason', () => {
    expect(explain([event('Queue')])?.cause).toBe('`Queue` (AWS::SQS::Queue) could not be updated.');
    expect(explain([{}])?.cause).toBe('`A resource` could not be deployed.');
    expect(explain([])).toBeUndefined();
    expect(explain()).toBeUndefined();
  });

  it('may be consequences only, and then the last one is the cause', () => {
    const finding = explain([
      event('Queue', { ResourceStatusReason: 'Resource update cancelled' }),
      event('shop', { ResourceStatusReason: 'The following resource(s) failed to update: [Topic].' }),
    ]);
    expect(finding?.cause).toMatch(/^`shop` .* could not be updated: The following resource\(s\) failed/);
  });

  it('may report a failed rollback', () => {
    const finding = explain([event('shop', { ResourceStatus: 'UPDATE_ROLLBACK_FAILED' })]);
    expect(finding?.cause).toBe('`shop` (AWS::SQS::Queue) could not be rolled back.');
  });

  it('are reported from the earliest to the latest, only for the failed operation', () => {
    const newestFirst = [
      event('Rollback', { OperationId: 'two' }),
      event('Second', { OperationId: 'one' }),
      event('First', { OperationId: 'one' }),
    ];
    const failures = failuresOf(newestFirst, actionOf(readRecording(`events/providers/${CREATE}.json`)));
    expect(failures.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(['First', 'Second']);
  });

  it('give 25 lines of evidence, including the root cause', () => {
    const cancelled = Array.from({ length: 40 }, (_, n) =>
      event(`Queue${n}`, { ResourceStatusReason: 'Resource creation cancelled' }),
    );
    const finding = explain([...cancelled, event('Topic', { ResourceStatusReason: 'No such policy' })]);
    expect(finding?.evidence).toHaveLength(25);
    expect(finding?.evidence[0]).toContain('No such policy');
    expect(finding?.cause).toContain('`Topic`');
  });
});

describe('a change set', () => {
  it('that was refused is explained by its validation events, without warnings', async () => {
    const { finding, asked } = await ask(cloudformation, 'cloudformation.change-set-validation');
    expect(finding?.cause).toBe(
      "`Function` (AWS::Lambda::Function) did not pass validation: Resource of type 'AWS::Lambda::Function' with identifier 'my-lambda-function' already exists.",
    );
    expect(finding?.evidence).toHaveLength(1);
    expect(asked).toEqual(['DescribeChangeSet', 'DescribeEvents']);
  });

  it('that was refused is explained by its own message if no event gives a reason', async () => {
    const recorded = readRecording('events/providers/cloudformation.change-set-validation.json');
    const [changeSet] = recorded.calls;
    const cause = /^The change set `shop-changes` could not be created: The following hook\(s\)/;
    const denied = await ask(cloudformation, { ...recorded, calls: changeSet ? [changeSet] : [] });
    expect(denied.finding?.cause).toMatch(cause);
    expect(denied.missing).toHaveLength(1);
    const vague = answer('DescribeEvents', 'OperationEvents', {
      EventType: 'PROVISIONING_ERROR',
      ResourceStatusReason: 'The following hook(s)/validation failed: [X]',
    });
    const calls = [...(changeSet ? [changeSet] : []), vague];
    expect((await ask(cloudformation, { ...recorded, calls })).finding?.cause).toMatch(cause);
  });

  it('without changes is reported as nothing to deploy', async () => {
    const { finding, asked } = await ask(cloudformation, 'cloudformation.change-set-empty');
    expect(finding?.cause).toBe('There was nothing to deploy: the change set `shop-changes` contains no changes.');
    expect(finding?.codes).toEqual(['NoChanges']);
    expect(asked).toEqual(['DescribeChangeSet']);
  });

  it('that cannot be executed is explained by its reason', async () => {
    const { finding } = await ask(cloudformation, 'cloudformation.change-set-not-executable');
    expect(finding?.cause).toBe(
      'The change set `shop-changes` could not be created: Template error: instance of Fn::GetAtt references undefined resource Missing',
    );
  });

  it('that no longer exists gives no finding, and is reported as missing', async () => {
    const { finding, missing } = await ask(cloudformation, 'cloudformation.change-set-gone');
    expect(finding).toBeUndefined();
    expect(missing).toEqual(['the change set: ChangeSetNotFoundException ChangeSet [shop-changes] does not exist']);
  });
});

describe('a stack set', () => {
  it('is explained by the failed accounts, not by the cancelled ones', async () => {
    const { finding, asked } = await ask(stackSet, 'cloudformation-stack-set.denied-in-account');
    expect(finding?.cause).toMatch(
      /^The stack set `superwerker-backup` could not be deployed to 444455556666 \(eu-central-1\): User: .* is not authorized to perform: cloudformation:CreateStack/,
    );
    expect(finding?.evidence).toHaveLength(1);
    expect(asked).toEqual(['ListStackSetOperations', 'ListStackSetOperationResults']);
  });

  it('names the resource and the number of other failed accounts', async () => {
    const { finding, asked } = await ask(stackSet, 'cloudformation-stack-set.resource');
    expect(finding?.cause).toMatch(
      /to 111122223333 \(eu-central-1\) and 1 more: `AuditRole` \(AWS::IAM::Role\): audit already exists in stack/,
    );
    expect(finding?.codes).toEqual(['EntityAlreadyExists', 'HTTP 409']);
    expect(asked).toEqual(['ListStackSetOperationResults']);
  });

  it('is not explained by an operation of another day', async () => {
    const { finding, asked } = await ask(stackSet, 'cloudformation-stack-set.succeeded');
    expect([finding, asked]).toEqual([undefined, ['ListStackSetOperations']]);
  });

  it.each(troubles('xml', 'StackSetNotFoundException'))('is $name: no finding, but a reason', async (trouble) => {
    const { finding, missing } = await ask(stackSet, 'cloudformation-stack-set.denied-in-account', trouble);
    expect(finding).toBeUndefined();
    expect(missing).toEqual([expect.stringMatching(trouble.reported)]);
  });

  it('is explained by the operation if no account gives a reason', () => {
    const action = actionOf(readRecording('events/providers/cloudformation-stack-set.resource.json'));
    const explained = stackSet.explain({ operation: { StatusReason: 'No account was found' }, results: [] }, action);
    expect(explained?.cause).toBe('The stack set `superwerker-backup` could not be deployed: No account was found');
    expect(stackSet.explain({ results: [{ Status: 'FAILED' }] }, action)).toBeUndefined();
  });
});
