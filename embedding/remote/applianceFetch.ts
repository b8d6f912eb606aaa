import { signedFetch } from "../../core/signature/signedFetch.ts";
import type { SigningKey } from "../../core/signature/signingKeys.ts";

/** Where an appliance is, and what is asked of who comes there. */
export interface Address {
	url: string;
	/** Signs each request; without it nothing is signed. */
	key?: SigningKey;
	/** Of Cloudflare Access, where that stands before the appliance. */
	access?: AccessToken;
}

/** A service token: https://developers.cloudflare.com/cloudflare-one/access-controls/service-credentials/service-tokens/ */
export interface AccessToken {
	clientId: string;
	clientSecret: string;
}

/** A fetch for what is at this address, for any client that takes one. It follows no redirect: where that leads is another's. */
export function applianceFetch({ key, access }: Omit<Address, "url">): Fetch {
	const send: Fetch = (input, init) => {
		const headers = new Headers(init?.headers);
		if (access) {
			headers.set("cf-access-client-id", access.clientId);
			headers.set("cf-access-client-secret", access.clientSecret);
		}
		return fetch(input, { ...init, headers, redirect: "manual" });
	};
	return key ? signedFetch(key, { fetch: send, now: Date.now }) : send;
}

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
