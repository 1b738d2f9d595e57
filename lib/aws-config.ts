/** For every AWS client: an answer in time or an error. Without `throwOnRequestTimeout` the SDK only warns, and one call
 *  that hangs would hold up everything that was begun with it. Milliseconds. */
export function inTime(requestTimeout: number, maxAttempts = 2) {
  return { maxAttempts, requestHandler: { connectionTimeout: 1_500, requestTimeout, throwOnRequestTimeout: true } };
}

/** One client for each Region that is asked. */
export function byRegion<Client>(create: (region: string) => Client): (region: string) => Client {
  const clients = new Map<string, Client>();
  return (region) => {
    const client = clients.get(region) ?? create(region);
    clients.set(region, client);
    return client;
  };
}
