export interface Arn {
  partition: string;
  service: string;
  region: string;
  account: string;
  resource: string;
}

/** Parts that the ARN does not have are empty; a text that is no ARN has none. The resource may contain colons. */
export function partsOfArn(arn: string | undefined): Arn {
  const [scheme, partition = '', service = '', region = '', account = '', ...resource] = (arn ?? '').split(':');
  if (scheme !== 'arn') return { partition: '', service: '', region: '', account: '', resource: '' };
  return { partition, service, region, account, resource: resource.join(':') };
}
