import { describe, expect, it } from 'vitest';
import { guardedActions } from '../../lib/cli/doctor/bypass.ts';
import { readTemplate, type Statement } from '../kit/infra/cloudformation.ts';

const guard = readTemplate('infra/guard.yml');
const statementsOf = (name: string, key: string) => {
  const document = guard.Resources[name]?.Properties?.[key] as { Statement: Statement[] };
  return document.Statement;
};

describe('the guard', () => {
  const [everything, guarded] = statementsOf('Boundary', 'PolicyDocument');

  it('takes the decisions of the policy away, and nothing else', () => {
    expect(everything).toMatchObject({ Effect: 'Allow', Action: '*', Resource: '*' });
    expect(everything).not.toHaveProperty('Condition');
    expect(guarded).toMatchObject({ Effect: 'Deny', Action: guardedActions, Resource: { Ref: 'Pipelines' } });
  });

  it('spares the roles of Signalbox and those for emergencies, which have to be named', () => {
    const joined = (name: string) => ({ 'Fn::Join': [',', { Ref: name }] });
    const roles = { 'Fn::Join': [',', [joined('SignalboxRoles'), joined('BreakGlassRoles')]] };
    expect(guarded?.Condition).toEqual({ ArnNotLike: { 'aws:PrincipalArn': { 'Fn::Split': [',', roles] } } });
    for (const name of ['SignalboxRoles', 'BreakGlassRoles']) {
      expect(guard.Parameters?.[name]).not.toHaveProperty('Default');
    }
  });

  it('is the same as a service control policy, for the targets that are named', () => {
    const { Type, Condition } = guard.Resources.ServiceControlPolicy ?? {};
    expect([Type, Condition]).toEqual(['AWS::Organizations::Policy', 'HasTargets']);
    expect(statementsOf('ServiceControlPolicy', 'Content')).toEqual([guarded]);
  });
});
