export const eventReasons = {
  diagnosed: 'The policy wants an event: a failure was diagnosed.',
  requested: 'The policy wants an event: an approval waits.',
  decided: 'The policy wants an event: an approval is over.',
  held: 'The policy wants an event: a freeze holds a stage.',
  released: 'The policy wants an event: a stage is no longer held.',
  scheduled: 'The policy wants an event: a retry is planned.',
  givenUp: 'The policy wants an event: there is no automatic retry.',
  recovered: 'The policy wants an event: a pipeline recovered.',
  deployed: 'The policy wants an event: a stage deployed.',
  freeze: 'The policy wants an event: a freeze starts or ends.',
  order: 'The policy wants an event: a command was decided.',
};
