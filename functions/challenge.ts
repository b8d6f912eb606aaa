import { OAUTH_SCOPES } from "./oauth.ts";
import type { Scope, Services } from "./services.ts";

/**
 * The WWW-Authenticate header of a refusal: what was wrong, which scopes would do (RFC 6750, section 3), and, where one may
 * sign in, by which metadata (RFC 9728).
 */
export function challenge(
	{ oauth }: Pick<Services, "oauth">,
	scopes: Scope[],
	error?: "invalid_token" | "insufficient_scope",
): Record<string, string> {
	const names = oauth ? oauthNames(scopes) : scopes;
	const parts = [
		error && `error="${error}"`,
		names.length > 0 && (oauth || error === "insufficient_scope") && `scope="${names.join(" ")}"`,
		oauth && `resource_metadata="${oauth.metadataUrl}"`,
	];
	return { "www-authenticate": ["Bearer", parts.filter(Boolean).join(", ")].filter(Boolean).join(" ") };
}

function oauthNames(scopes: Scope[]): string[] {
	return Object.entries(OAUTH_SCOPES).flatMap(([name, scope]) => (scopes.includes(scope) ? [name] : []));
}
