import {
	createRemoteJWKSet,
	decodeJwt,
	errors,
	type JWKSCacheInput,
	type JWTPayload,
	jwksCache,
	jwtVerify,
} from "jose";
import { z } from "zod";
import { HttpError } from "./httpError.ts";
import type { Caller, Scope } from "./services.ts";

export interface OauthOptions {
	/** The authorization server: what its tokens name as `iss`. */
	issuer: string;
	/** The address of the MCP endpoint, for which tokens have to be (RFC 8707): what they name as `aud`. */
	resource: string;
}

/** Signing in at an authorization server, instead of a key: this is the resource server of OAuth 2.1. */
export interface Oauth extends OauthOptions {
	/** Where the resource's metadata is (RFC 9728). */
	metadataUrl: string;
	/** Whether a text is a token that names the issuer: whether it is sound is not known yet. */
	isOurs(token: string): boolean;
	/** Who a token is of. Throws where it is not the issuer's, is for another resource, or has expired. */
	identify(token: string): Promise<Caller>;
}

/**
 * Takes JSON Web Tokens of one issuer for keys (RFC 9068), as the authorization of the Model Context Protocol asks.
 * https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization
 */
export function oauth({ issuer, resource }: OauthOptions): Oauth {
	const { pathname, origin } = new URL(resource);
	const metadataUrl = `${origin}${METADATA_PATH}${pathname === "/" ? "" : pathname}`;
	return {
		issuer,
		resource,
		metadataUrl,
		isOurs: (token) => issuerOf(token) === issuer,
		identify: async (token) => {
			const cache = cacheOf(issuer);
			const keys = createRemoteJWKSet(new URL(await jwksUri(issuer, cache)), {
				timeoutDuration: TIMEOUT_MS,
				[jwksCache]: cache.keys,
			});
			const { payload } = await jwtVerify(token, keys, {
				issuer,
				audience: [resource, resource.replace(/\/$/, "")],
				algorithms: ALGORITHMS,
				requiredClaims: ["exp"],
				clockTolerance: CLOCK_DIFFERENCE_S,
			}).catch((error) => {
				throw refusalOf(error, metadataUrl);
			});
			return callerOf(payload);
		},
	};
}

export const METADATA_PATH = "/.well-known/oauth-protected-resource";

/** Scopes that a token may have, and what they are here. */
export const OAUTH_SCOPES: Record<string, Scope> = { "vagus:read": "read", "vagus:agent": "agent" };

const TIMEOUT_MS = 5_000;
const CLOCK_DIFFERENCE_S = 10;

/** Signatures that only the issuer can make. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

function issuerOf(token: string): string | undefined {
	try {
		return decodeJwt(token).iss;
	} catch {
		return undefined;
	}
}

/** What was fetched, by issuer: on some runtimes each request makes a verifier of its own. */
const fetched = new Map<string, { keys: JWKSCacheInput; jwksUri?: string }>();

function cacheOf(issuer: string): { keys: JWKSCacheInput; jwksUri?: string } {
	const known = fetched.get(issuer) ?? { keys: {} };
	fetched.set(issuer, known);
	return known;
}

const metadata = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** Where the issuer's keys are, by its metadata: RFC 8414's, or else OpenID Connect's. */
async function jwksUri(issuer: string, cache: { jwksUri?: string }): Promise<string> {
	for (const address of metadataAddresses(issuer)) {
		if (cache.jwksUri) break;
		const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(unavailable);
		const found = response.ok ? metadata.safeParse(await response.json().catch(() => null)).data : undefined;
		if (found?.issuer === issuer) cache.jwksUri = found.jwks_uri;
	}
	return cache.jwksUri ?? unavailable(new Error(`${issuer} has no metadata that names it and its keys.`));
}

function metadataAddresses(issuer: string): string[] {
	const { origin, pathname } = new URL(issuer);
	const path = pathname.replace(/\/$/, "");
	return [
		`${origin}/.well-known/oauth-authorization-server${path}`,
		`${origin}/.well-known/openid-configuration${path}`,
		`${origin}${path}/.well-known/openid-configuration`,
	];
}

function callerOf({ sub, client_id: client, scope, scp }: JWTPayload): Caller {
	const named = typeof scope === "string" ? scope.split(" ") : Array.isArray(scp) ? scp.map(String) : [];
	const scopes = named.flatMap((name) => OAUTH_SCOPES[name] ?? []);
	return { name: `oauth:${sub ?? client ?? ""}`, scopes };
}

function refusalOf(error: unknown, metadataUrl: string): HttpError {
	if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) return unavailableError(error);
	return new HttpError(401, "unauthorized", `The token is refused: ${error.message}.`, {
		headers: { "www-authenticate": `Bearer error="invalid_token", resource_metadata="${metadataUrl}"` },
	});
}

function unavailable(error: unknown): never {
	throw unavailableError(error);
}

function unavailableError(cause: unknown): HttpError {
	const detail = "The authorization server's keys cannot be fetched to check the token. Send it again.";
	return new HttpError(503, "issuer_unavailable", detail, { headers: { "retry-after": "10" }, cause });
}
