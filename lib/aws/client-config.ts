/** For every AWS client: an answer in time or an error. Without `throwOnRequestTimeout` the SDK only warns, and one call
 *  that hangs would hold up everything that was begun with it. Milliseconds. */
export function inTime(requestTimeout: number, maxAttempts = 2) {
  return { maxAttempts, requestHandler: { connectionTimeout: 1_500, requestTimeout, throwOnRequestTimeout: true } };
}

/** One client for each Region that is asked. */
export function byRegion<Client>(create: (region: string) => Client): (region: string) => Client {
  return onceFor((region) => region, create);
}

/** One client for each account and Region that is asked. */
export function byPlace<Place extends { account: string; region: string }, Client>(
  create: (place: Place) => Client,
): (place: Place) => Client {
  return onceFor(({ account, region }) => `${account} ${region}`, create);
}

function onceFor<Where, Client>(nameOf: (where: Where) => string, create: (where: Where) => Client) {
  const clients = new Map<string, Client>();
  return (where: Where) => {
    const name = nameOf(where);
    const client = clients.get(name) ?? create(where);
    clients.set(name, client);
    return client;
  };
}
