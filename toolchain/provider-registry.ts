/** Terraform's service discovery: the first thing that it asks of a registry. */
export const REGISTRY_DISCOVERY = "https://registry.terraform.io/.well-known/terraform.json";

const TIMEOUT_MS = 8_000;

/**
 * Whether the provider registry can be reached. Behind a proxy (HTTPS_PROXY) it is taken for reachable without
 * asking: Terraform goes through the proxy, and Node's own fetch does not.
 */
export async function providerRegistryAnswers(
  environment: NodeJS.ProcessEnv,
  url: string = REGISTRY_DISCOVERY,
  signal?: AbortSignal,
): Promise<boolean> {
  if (environment.HTTPS_PROXY || environment.https_proxy) {
    return true;
  }
  try {
    const limit = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { signal: signal ? AbortSignal.any([signal, limit]) : limit });
    await response.body?.cancel();
    return response.ok;
  } catch {
    signal?.throwIfAborted();
    return false;
  }
}
