import type { SigningKey } from "./signingKeys.ts";
import { signRequest } from "./signRequest.ts";

/**
 * A fetch that signs each request, for any client that takes one. A redirect is not followed: it is answered by someone
 * on the way, such as a login page, and the signature is not for them.
 */
export function signedFetch(key: SigningKey, { fetch, now }: { fetch: Fetch; now: () => number }): Fetch {
	return async (input, init) => {
		const request = new Request(input, init);
		const { url, method, signal } = request;
		const body = new Uint8Array(await request.arrayBuffer());
		const signature = signRequest({ method, url, body, key, now: now(), nonce: crypto.randomUUID() });
		const headers = new Headers(request.headers);
		for (const [name, value] of Object.entries(signature)) headers.set(name, value);
		const sent = body.length > 0 ? { body } : {};
		return fetch(url, { ...init, method, headers, ...sent, signal, redirect: "manual" });
	};
}

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
