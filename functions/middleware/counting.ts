import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { FailureLine, Line } from '../../lib/worker/reconcile.ts';
import { publishFigures } from './figures.ts';

const slack: FailureLine['effect'][] = ['show', 'reply', 'sendEphemeral', 'announce', 'identify'];

/** Turns log lines into metrics: Signalbox's own health into `metrics`, delivery figures into separate log lines. */
export function counting(metrics: Metrics): (line: Line) => void {
  const delivery = new Metrics({ namespace: 'Signalbox', serviceName: 'worker' });
  const count = (name: string, value = 1) => void metrics.addMetric(name, MetricUnit.Count, value);
  return (line) => {
    switch (line.message) {
      case 'step':
        count('Step');
        return line.drift && count('FreezeDrift', line.drift.length);
      case 'effect failed':
        count('EffectFailed');
        // A request by Slack to wait is not a failure.
        if (slack.includes(line.effect) && line.retryAfter === undefined) count('SlackFailed');
        return;
      case 'measured':
        return publishFigures(delivery, line);
      case 'policy broken':
      case 'shared state unreadable':
        return count('PolicyBroken');
      case 'machine vote refused':
        return count('UnknownMessage');
      case 'policy not taken':
        return count('PolicyNotTaken');
      case 'policy taken':
        return;
      default:
        line satisfies never;
    }
  };
}
