/** Milliseconds. Without `throwOnRequestTimeout` the SDK only warns, and one hung call delays all other work. */
export function inTime(requestTimeout: number, maxAttempts = 2) {
  return { maxAttempts, requestHandler: { connectionTimeout: 1_500, requestTimeout, throwOnRequestTimeout: true } };
}

export function byRegion<Client>(create: (region: string) => Client): (region: string) => Client {
  return onceFor((region) => region, create);
}

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
