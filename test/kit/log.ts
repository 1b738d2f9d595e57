import { levels } from '../../functions/middleware/log.ts';

/** Whether our code wrote this line of the log on purpose: a message of the table at its level, or metrics. */
export function isOnPurpose(line: string): boolean {
  if (!line.startsWith('{')) return false;
  const { message, level, _aws: metrics } = JSON.parse(line);
  if (metrics) return metrics.CloudWatchMetrics.every((one: { Namespace: string }) => one.Namespace === 'Signalbox');
  return Object.entries(levels).some(([known, at]) => message === known && level === at.toUpperCase());
}
