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

  it('denies the decisions of the policy, and nothing else', () => {
    expect(everything).toMatchObject({ Effect: 'Allow', Action: '*', Resource: '*' });
    expect(everything).not.toHaveProperty('Condition');
    expect(guarded).toMatchObject({ Effect: 'Deny', Action: guardedActions, Resource: { Ref: 'Pipelines' } });
  });

  it('exempts the roles of Signalbox and the roles for emergencies, which are required parameters', () => {
    const joined = (name: string) => ({ 'Fn::Join': [',', { Ref: name }] });
    const roles = { 'Fn::Join': [',', [joined('SignalboxRoles'), joined('BreakGlassRoles')]] };
    expect(guarded?.Condition).toEqual({ ArnNotLike: { 'aws:PrincipalArn': { 'Fn::Split': [',', roles] } } });
    for (const name of ['SignalboxRoles', 'BreakGlassRoles']) {
      expect(guard.Parameters?.[name]).not.toHaveProperty('Default');
    }
  });

  it('has the same rule as a service control policy, for the named targets', () => {
    const { Type, Condition } = guard.Resources.ServiceControlPolicy ?? {};
    expect([Type, Condition]).toEqual(['AWS::Organizations::Policy', 'HasTargets']);
    expect(statementsOf('ServiceControlPolicy', 'Content')).toEqual([guarded]);
  });
});
