import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ofType, readTemplate, statementsIn, type Template } from '../kit/infra/cloudformation.ts';
import { type Copy, copy, FULL } from '../kit/infra/packaged.ts';

/** The hub and a spoke together: one accepts what the other sends, and allows what the other calls; nothing more. */

let there: Copy;
let hub: Template;
let open: Template;

beforeAll(() => {
  there = copy();
  hub = there.packaged('out');
  open = there.packaged('open', ...FULL);
});
afterAll(() => there.remove());

const spoke = readTemplate('infra/spoke.yml');
const { Rules: rules = {} } = spoke;
const propertiesOf = (template: Template, name: string) => template.Resources[name]?.Properties ?? {};
const arnOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const sub = (text: string) => ({ 'Fn::Sub': text });
const busOfHub = sub(`arn:\${AWS::Partition}:events:\${HubRegion}:\${HubAccount}:event-bus/\${HubBus}`);

describe('the events of pipelines', () => {
  const retries = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

  it('have the same pattern in the hub, in a spoke, and between them', () => {
    const { EventPattern } = propertiesOf(hub, 'PipelineEvents');
    expect(EventPattern).toBeDefined();
    expect(propertiesOf(hub, 'SpokeEvents').EventPattern).toEqual(EventPattern);
    expect(propertiesOf(spoke, 'PipelineEvents').EventPattern).toEqual(EventPattern);
  });

  it('go from a spoke to the hub with a role for only this, and to dead letters if that fails', () => {
    const { Targets, EventBusName } = propertiesOf(spoke, 'PipelineEvents');
    expect(EventBusName).toBeUndefined();
    const common = { DeadLetterConfig: { Arn: arnOf('UndeliveredEvents') }, RetryPolicy: retries };
    expect(Targets).toEqual([{ Id: 'hub', Arn: busOfHub, RoleArn: arnOf('ForwardRole'), ...common }]);
    const { AssumeRolePolicyDocument, Policies } = propertiesOf(spoke, 'ForwardRole');
    expect(statementsIn(Policies)).toEqual([{ Effect: 'Allow', Action: 'events:PutEvents', Resource: busOfHub }]);
    expect(statementsIn({ AssumeRolePolicyDocument })).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });

  it('go from the bus into the same queue, with the same dead letters', () => {
    expect(propertiesOf(hub, 'SpokeEvents')).toMatchObject({
      EventBusName: { Ref: 'Bus' },
      Targets: propertiesOf(hub, 'PipelineEvents').Targets,
    });
    expect(propertiesOf(hub, 'Bus').Name).toBe('signalbox-dev');
    expect(hub.Outputs).toMatchObject({
      BusArn: { Value: arnOf('Bus') },
      WorkerRoleArn: { Value: arnOf('WorkerRole') },
    });
  });

  it('may be put on the bus only by the listed accounts, and only those of CodePipeline', () => {
    expect(open.Resources.BusPolicy).toMatchObject({ Condition: 'HasSpokes' });
    expect(statementsIn(propertiesOf(open, 'BusPolicy'))).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::Split': [',', '111122223333,444455556666'] } },
        Action: 'events:PutEvents',
        Resource: arnOf('Bus'),
        Condition: { 'ForAllValues:StringEquals': { 'events:source': 'aws.codepipeline' } },
      },
    ]);
    expect(open.Conditions?.HasSpokes).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['111122223333,444455556666', ''] }] });
    expect(hub.Conditions?.HasSpokes).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['', ''] }] });
  });
});

interface Rule {
  RuleCondition: unknown;
  Assertions: { Assert: unknown; AssertDescription: string }[];
}

describe("a spoke's role", () => {
  const role = propertiesOf(spoke, 'SpokeRole');
  const own = sub(`arn:\${AWS::Partition}:codepipeline:\${Regions}:\${AWS::AccountId}:*`);

  it("lets in the hub's worker, which must know the external id", () => {
    const { AssumeRolePolicyDocument } = role;
    expect(statementsIn({ AssumeRolePolicyDocument })).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: { Ref: 'HubRoleArn' } },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
      },
    ]);
    expect(Object.keys(role)).not.toContain('ManagedPolicyArns');
  });

  it('has the permissions of the worker for pipelines and for diagnosis, in its own account', () => {
    const isThere =
      /^(codepipeline|appconfig|cloudformation|codebuild|codedeploy|ecs|elasticbeanstalk|servicecatalog|states):/;
    const isRead = /^logs:(Filter|Get)LogEvents$/;
    const worker = pairsOf(propertiesOf(hub, 'WorkerRole').Policies);
    const wanted = worker.filter(([action]) => isThere.test(action) || isRead.test(action));
    const inSpoke = wanted.map(([action, where]) => [action, action.startsWith('codepipeline:') ? own : where]);
    expect(pairsOf(role.Policies)).toEqual(inSpoke);
    expect(worker.filter((pair) => !wanted.includes(pair)).map(([action]) => action.split(':')[0])).not.toContain(
      'codepipeline',
    );
    expect(wanted.length).toBeGreaterThan(40);
  });

  it('has the only role name that the worker may assume in any account', () => {
    const assumed = (template: Template) =>
      pairsOf(propertiesOf(template, 'WorkerRole').Policies).filter(([action]) => action.startsWith('sts:'));
    expect(spoke.Parameters).toMatchObject({ RoleName: { Default: 'signalbox-spoke' } });
    expect(role.RoleName).toEqual({ Ref: 'RoleName' });
    expect(assumed(hub)).toEqual([['sts:AssumeRole', sub(`arn:\${AWS::Partition}:iam::*:role/signalbox-spoke`)]]);
    expect(assumed(open)).toEqual([['sts:AssumeRole', sub(`arn:\${AWS::Partition}:iam::*:role/another`)]]);
  });

  it('exists once in an account, and not in other Regions or in the account of the hub', () => {
    expect(spoke.Resources.SpokeRole?.Condition).toBe('HasRole');
    expect(spoke.Conditions?.HasRole).toEqual({ 'Fn::Equals': [{ Ref: 'CreateRole' }, 'true'] });
    const required = Object.entries(spoke.Parameters ?? {}).filter(
      ([, parameter]) => !('Default' in (parameter as object)),
    );
    expect(required.map(([name]) => name)).toEqual(['HubAccount', 'HubRegion', 'HubBus']);
  });

  it('is refused without a hub or an external id to trust, and the error explains what to do', () => {
    const { RuleCondition, Assertions } = rules.RoleNeedsTrust as Rule;
    expect(RuleCondition).toEqual(spoke.Conditions?.HasRole);
    expect(Assertions.map(({ Assert }) => Assert)).toEqual(
      ['HubRoleArn', 'ExternalId'].map((name) => ({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: name }, ''] }] })),
    );
    for (const { AssertDescription } of Assertions) expect(AssertDescription).toMatch(/is missing\. .*/);
  });

  function pairsOf(policies: unknown): [action: string, resource: unknown][] {
    return statementsIn(policies).flatMap(({ Action, Resource }) =>
      [Action].flat().map((action): [string, unknown] => [action, Resource]),
    );
  }
});

describe("the worker's own account", () => {
  it('is open to it in its own Region, or in the given Regions', () => {
    const pipelines = (template: Template) =>
      statementsIn(propertiesOf(template, 'WorkerRole'))
        .filter(({ Action }) => [Action].flat()[0]?.startsWith('codepipeline:'))
        .map(({ Resource }) => Resource);
    const inRegions = (regions: string) => [sub(`arn:\${AWS::Partition}:codepipeline:${regions}:\${AWS::AccountId}:*`)];
    expect(pipelines(hub)).toEqual(inRegions(`\${AWS::Region}`));
    expect(pipelines(open)).toEqual(inRegions('*'));
  });
});

describe('the topic', () => {
  it("accepts this account's alarms and rules, by the policies of the topic and of its key", () => {
    const account = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
    expect(ofType(hub, 'AWS::SNS::TopicPolicy').flatMap(([, properties]) => statementsIn(properties))).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
        Action: 'sns:Publish',
        Resource: { Ref: 'Topic' },
        Condition: account,
      },
    ]);
    const [, ...services] = statementsIn(propertiesOf(hub, 'TopicKey'));
    const use = { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: '*' };
    expect(services).toEqual([
      { ...use, Principal: { Service: 'cloudwatch.amazonaws.com' }, Condition: account },
      { ...use, Principal: { Service: 'events.amazonaws.com' } },
    ]);
  });
});
