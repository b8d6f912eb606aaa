import { createRemoteJWKSet, errors, type JWKSCacheInput, jwksCache, jwtVerify } from "jose";
import { z } from "zod";
import { HttpError } from "./httpError.ts";
import type { Caller } from "./services.ts";

export interface GithubOidcOptions {
	/** `owner/name`, or `owner/*` for all of an owner. */
	repositories: string[];
	/** What the workflow has to ask its token for. */
	audience: string;
	issuer?: string;
}

/**
 * Takes the OIDC token of a GitHub Actions job for a key that may ingest, so that CI needs no stored secret. Throws where
 * the token is not GitHub's, is for another audience, has expired, or is of a repository that is not allowed.
 * https://docs.github.com/en/actions/concepts/security/openid-connect
 */
export function githubOidc({ repositories, audience, issuer = ISSUER }: GithubOidcOptions) {
	const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks`), {
		timeoutDuration: TIMEOUT_MS,
		[jwksCache]: keysOf(issuer),
	});
	return async (token: string): Promise<Caller> => {
		const { payload } = await jwtVerify(token, keys, { issuer, audience, algorithms: ["RS256"] }).catch((error) => {
			throw refusalOf(error);
		});
		const repository = claims.safeParse(payload).data?.repository;
		if (!repository || !isAllowed(repository, repositories)) {
			throw unauthorized(`the repository ${repository ?? "(none)"} is not in VAGUS_GITHUB_REPOSITORIES.`);
		}
		return { name: `GitHub Actions of ${repository}`, scopes: ["ingest"] };
	};
}

export type GithubOidc = ReturnType<typeof githubOidc>;

const ISSUER = "https://token.actions.githubusercontent.com";
const TIMEOUT_MS = 5_000;

/** Keys that were fetched, by issuer: on some runtimes each request makes a verifier of its own. */
const fetchedKeys = new Map<string, JWKSCacheInput>();

function keysOf(issuer: string): JWKSCacheInput {
	const known = fetchedKeys.get(issuer) ?? {};
	fetchedKeys.set(issuer, known);
	return known;
}

const claims = z.object({ repository: z.string() });

/** GitHub's names are the same in any case. */
function isAllowed(repository: string, allowed: string[]): boolean {
	const wanted = repository.toLowerCase();
	const owner = wanted.slice(0, wanted.indexOf("/"));
	return allowed.some((entry) => [wanted, `${owner}/*`].includes(entry.toLowerCase()));
}

function refusalOf(error: unknown): Error {
	if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) {
		return new HttpError(
			503,
			"issuer_unavailable",
			"GitHub's keys cannot be fetched to check the token. Send it again.",
			{
				headers: { "retry-after": "10" },
				cause: error,
			},
		);
	}
	return unauthorized(`${error.message}.`);
}

function unauthorized(why: string): HttpError {
	return new HttpError(401, "unauthorized", `The GitHub Actions token is refused: ${why}`, {
		headers: { "www-authenticate": 'Bearer error="invalid_token"' },
	});
}
