export interface Partition {
  id: string;
  console: string;
}

/** Region names as in the SDK's partition table; a test compares both. All other Regions are in `aws`. */
const partitions: (Partition & { regions: RegExp })[] = [
  { id: 'aws-cn', regions: /^cn-/, console: 'console.amazonaws.cn' },
  { id: 'aws-us-gov', regions: /^us-gov-/, console: 'console.amazonaws-us-gov.com' },
  { id: 'aws-eusc', regions: /^eusc-/, console: 'console.amazonaws-eusc.eu' },
  { id: 'aws-iso', regions: /^us-iso-/, console: 'console.c2shome.ic.gov' },
  { id: 'aws-iso-b', regions: /^us-isob-/, console: 'console.sc2shome.sgov.gov' },
  { id: 'aws-iso-e', regions: /^eu-isoe-/, console: 'console.csphome.adc-e.uk' },
  { id: 'aws-iso-f', regions: /^us-isof-/, console: 'console.csphome.hci.ic.gov' },
];
const standard: Partition = { id: 'aws', console: 'console.aws.amazon.com' };

export function partitionOf(region: string): Partition {
  return partitions.find(({ regions }) => regions.test(region)) ?? standard;
}

/** @returns the console's address in this Region; undefined without a Region */
export function consoleOrigin(region: string): string | undefined {
  if (!/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region)) return undefined;
  return `https://${region}.${partitionOf(region).console}`;
}

export function isConsole(host: string): boolean {
  return [standard, ...partitions].some((one) => host === one.console || host.endsWith(`.${one.console}`));
}
