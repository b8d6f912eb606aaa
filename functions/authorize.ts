import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { findKey } from "../schema/keys.ts";
import { challenge } from "./challenge.ts";
import { HttpError } from "./httpError.ts";
import type { AppTypes, Caller, Scope, Services } from "./services.ts";

/** Lets a request through that brings a key with one of the scopes, or any key where none is named; `admin` has all. */
export function authorize(...scopes: Scope[]): MiddlewareHandler<AppTypes> {
	return async (c, next) => {
		const refuse: Refuse = (what, error) => unauthorized(what, challenge(c.env.services, scopes, error));
		const key = bearer(c.req.header("authorization"), refuse);
		const caller = await identify(c.env.services, key, c.req.header("origin"), refuse);
		const { gate, now } = c.env.services;
		const owner = caller.keyId ?? caller.name;
		const wait = gate.secondsToWait(owner, now().getTime());
		if (wait > 0) throw tooMany(`The key "${caller.name}" sends more often than it may.`, wait);
		if (c.get("visit")?.claim(owner) === false) {
			throw tooMany(`The key "${caller.name}" has as many requests in flight as it may.`, 1);
		}
		const held = caller.scopes.some((scope) => scope === "admin" || scopes.includes(scope));
		if (scopes.length > 0 && !held) throw wrongScope(c.env.services, caller, scopes);
		c.set("caller", caller);
		await next();
	};
}

/** A refusal of what needs one of these scopes, of which the caller has none. */
export function wrongScope(services: Services, caller: Caller, scopes: Scope[]): HttpError {
	return new HttpError(
		403,
		"wrong_scope",
		`The key "${caller.name}" has the scope ${caller.scopes.join(", ") || "(none)"}; this needs ${scopes.join(" or ")}.`,
		{ headers: challenge(services, scopes, "insufficient_scope") },
	);
}

type Refuse = (what: string, error?: "invalid_token") => HttpError;

function bearer(header: string | undefined, refuse: Refuse): string {
	const match = /^Bearer +(\S+)$/i.exec(header ?? "");
	if (match?.[1]) return match[1];
	throw refuse(header ? "The Authorization header is not of the form `Bearer vgs_…`." : "No key was sent.");
}

async function identify(services: Services, key: string, origin: string | undefined, refuse: Refuse): Promise<Caller> {
	if (services.apiKey && sameSecret(services.apiKey, key)) return { name: "VAGUS_API_KEY", scopes: ["admin"] };
	if (services.oauth?.isOurs(key)) return services.oauth.identify(key);
	if (services.github?.oidc && JSON_WEB_TOKEN.test(key)) return services.github.oidc(key);
	const known = key.startsWith("vgs_") ? await findKey(services.db, key) : null;
	if (!known) throw refuse("The key is unknown, revoked or expired.", "invalid_token");
	if (known.origins && !known.origins.includes(origin ?? "")) {
		throw new HttpError(
			403,
			"wrong_origin",
			`The key "${known.name}" may not be used from ${origin ?? "outside a browser"}.`,
		);
	}
	return { name: known.name, keyId: known.keyId, scopes: known.scopes as Scope[], origins: known.origins ?? undefined };
}

/** Header and payload are JSON objects, which begin with `{"`. */
const JSON_WEB_TOKEN = /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/;

/** Compares digests, so that neither content nor length shows in the time it takes. */
function sameSecret(a: string, b: string): boolean {
	const digest = (text: string) => createHash("sha256").update(text).digest();
	return timingSafeEqual(digest(a), digest(b));
}

function tooMany(what: string, seconds: number): HttpError {
	return new HttpError(429, "too_many_requests", `${what} Wait, and send larger batches.`, {
		headers: { "retry-after": String(seconds) },
	});
}

function unauthorized(what: string, headers: Record<string, string>): HttpError {
	const detail = `${what} Send \`Authorization: Bearer vgs_…\`; \`vagus keys create\` makes a key.`;
	return new HttpError(401, "unauthorized", detail, { headers });
}
