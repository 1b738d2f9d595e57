export const amazonQTexts = {
  readOnly: 'This message is a copy to read. To approve or retry, use Slack or the AWS console.',
  approve: 'Approve or reject in Slack or in the AWS console.',
  waits: (where: string) => `${where} waits for approval.`,
  moreFailures: (count: number) => (count === 1 ? '1 more failure' : `${count} more failures`),
  took: (time: string) => `took ${time}`,
  open: (url: string) => `Open the execution: ${url}`,
  details: (url: string) => `Read the details of the failure: ${url}`,
};
