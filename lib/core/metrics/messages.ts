export const metricReasons = {
  ended: 'Count the deployment: it ended.',
  succeeded: 'Measure the deployment: it succeeded.',
  retried: 'Count the retry.',
  decided: 'Measure how long the approval waited: a person decided it.',
};
