import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../lab/providers/recording.ts';
import { appConfig } from '../../../lib/diagnosis/providers/app-config/app-config.ts';
import { actionOf, ask } from '../../kit/provider.ts';
import { troubles } from '../trouble.ts';

const ALARM = 'app-config.alarm';
const recorded = readRecording(`events/providers/${ALARM}.json`);
const deployment = (State: string, ...EventLog: object[]) => ({ ConfigurationName: 'flags', State, EventLog });
const explain = (records: unknown) => appConfig.explain(records, actionOf(recorded));

describe('a rolled-back AppConfig deployment', () => {
  it('is explained by the alarm', async () => {
    const { finding, asked } = await ask(appConfig, ALARM);
    expect(finding?.cause).toBe(
      '`fleet-flags` was not deployed, an alarm rolled it back: Deployment rolled back because alarm fleet-telemetry-persistence-backlog-age entered ALARM state.',
    );
    expect(finding?.codes).toEqual(['CLOUDWATCH_ALARM', 'ROLLED_BACK']);
    expect(finding?.phase).toBe('PERCENTAGE_UPDATED');
    expect(finding?.evidence[0]).toBe('10:00:10 DEPLOYMENT_STARTED USER Deployment started');
    expect(asked).toEqual(['GetDeployment']);
  });

  it('is explained by the extension that refused it, and found by time if its number is unknown', async () => {
    const { finding, asked } = await ask(appConfig, 'app-config.extension');
    expect(finding?.cause).toBe(
      '`fleet-flags` was not deployed, the extension `schema-check` failed: flags.json: unknown flag "turbo"',
    );
    expect(asked).toEqual(['ListDeployments', 'GetDeployment']);
  });

  it.each(['12', 'arn:aws:appconfig:eu-central-1:123456789012:application/abc1234/environment/def5678/deployment/12'])(
    'is found by the number in %s',
    async (externalId) => {
      const { asked } = await ask(appConfig, { ...recorded, action: { ...recorded.action, externalId } });
      expect(asked).toEqual(['GetDeployment']);
    },
  );

  it('has no finding if it succeeded', async () => {
    expect((await ask(appConfig, 'app-config.succeeded')).finding).toBeUndefined();
  });

  it.each(troubles('json', 'ResourceNotFoundException'))('is $name: no finding, but a reason', async (trouble) => {
    const { finding, missing } = await ask(appConfig, ALARM, trouble);
    expect(finding).toBeUndefined();
    expect(missing).toEqual([expect.stringMatching(trouble.reported)]);
  });

  it('is not read if the application is unknown', async () => {
    const { asked } = await ask(appConfig, { ...recorded, action: { configuration: {} } });
    expect(asked).toEqual([]);
  });

  it.each([
    ['USER', 'a person rolled it back'],
    ['INTERNAL_ERROR', 'AppConfig failed and rolled it back'],
    ['SOMETHING_NEW', 'it was rolled back'],
  ])('by %s has its own explanation', (TriggeredBy, words) => {
    const records = deployment('ROLLED_BACK', { EventType: 'ROLLBACK_STARTED', TriggeredBy, ActionInvocations: [] });
    expect(explain(records)?.cause).toBe(`\`flags\` was not deployed, ${words}`);
  });

  it('is not explained by an extension failure that did not cause it', () => {
    const bad = { EventType: 'DEPLOYMENT_STARTED', ActionInvocations: [{ ErrorMessage: 'Slack is down' }] };
    const alarm = { EventType: 'ROLLBACK_STARTED', TriggeredBy: 'CLOUDWATCH_ALARM', ActionInvocations: [] };
    expect(explain(deployment('ROLLED_BACK', alarm, bad))?.cause).toContain('an alarm rolled it back');
    expect(explain(deployment('COMPLETE', bad))).toBeUndefined();
    expect(explain(deployment('DEPLOYING'))).toBeUndefined();
  });
});
