import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
	Client,
	type OAuthClientMetadata,
	type OAuthClientProvider,
	StreamableHTTPClientTransport,
	UnauthorizedError,
} from "@modelcontextprotocol/client";
import { exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { oauth } from "../../functions/oauth.ts";
import type { Database } from "../../schema/database.ts";
import { createKey } from "../../schema/keys.ts";
import { openTestPglite } from "../support/databases.ts";
import { browse } from "./browse.ts";
import { type McpTestServer, serveMcp } from "./serveMcp.ts";

const CALLBACK = "http://127.0.0.1:9/callback";

let db: Database;
let server: McpTestServer;
let login: Server;
let issuer: string;

beforeAll(async () => {
	db = await openTestPglite();
	// Both need each other's address: the authorization server's comes first.
	login = createServer().listen(0, "127.0.0.1");
	await once(login, "listening");
	issuer = `http://127.0.0.1:${(login.address() as AddressInfo).port}`;
	server = await serveMcp(db, (url) => ({ oauth: oauth({ issuer, resource: url.href }) }));
	login.on("request", (await authorizationServer(issuer, server.url.href)).callback());
});
afterAll(async () => {
	login.close();
	await server.close();
	await db.close();
});

/** A real one, of the kind that an organization has, with its own pages to sign in and to consent. */
async function authorizationServer(issuer: string, resource: string): Promise<Provider> {
	const { privateKey } = await generateKeyPair("RS256", { extractable: true });
	return new Provider(issuer, {
		jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: "1", alg: "RS256", use: "sig" }] },
		ttl: { Interaction: 60, Session: 60, Grant: 60, AccessToken: 60, AuthorizationCode: 60 },
		cookies: { keys: ["of the tests"] },
		scopes: ["vagus:read", "vagus:agent"],
		features: {
			registration: { enabled: true },
			resourceIndicators: {
				enabled: true,
				getResourceServerInfo: (_ctx, indicator) => {
					if (indicator !== resource) throw new Error(`unknown resource ${indicator}`);
					return {
						scope: "vagus:read vagus:agent",
						audience: resource,
						accessTokenTTL: 60,
						accessTokenFormat: "jwt",
						jwt: { sign: { alg: "RS256" } },
					};
				},
				useGrantedResource: () => true,
			},
		},
		findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
	});
}

/** What a client keeps of signing in. */
function signingIn(): OAuthClientProvider & { sent?: URL; granted?: string } {
	let client: Awaited<ReturnType<OAuthClientProvider["clientInformation"]>>;
	let tokens: Awaited<ReturnType<OAuthClientProvider["tokens"]>>;
	let verifier = "";
	let discovered: Awaited<ReturnType<NonNullable<OAuthClientProvider["discoveryState"]>>>;
	const provider: OAuthClientProvider & { sent?: URL; granted?: string } = {
		redirectUrl: CALLBACK,
		clientMetadata: {
			client_name: "test",
			redirect_uris: [CALLBACK],
			application_type: "native",
			token_endpoint_auth_method: "none",
			grant_types: ["authorization_code"],
		} as OAuthClientMetadata,
		clientInformation: () => client,
		saveClientInformation: (information) => {
			client = information;
		},
		tokens: () => tokens,
		saveTokens: (given) => {
			tokens = given;
			provider.granted = given.scope;
		},
		redirectToAuthorization: (url) => {
			provider.sent = url;
		},
		saveCodeVerifier: (code) => {
			verifier = code;
		},
		codeVerifier: () => verifier,
		saveDiscoveryState: (state) => {
			discovered = state;
		},
		discoveryState: () => discovered,
	};
	return provider;
}

/** A client for which somebody signs in with a browser, and grants all that it asks for, or this scope alone. */
async function connect(scope?: string): Promise<{ client: Client; provider: ReturnType<typeof signingIn> }> {
	const provider = signingIn();
	const transport = () => new StreamableHTTPClientTransport(server.url, { authProvider: provider });
	const first = transport();
	await expect(new Client({ name: "test", version: "1.0.0" }).connect(first)).rejects.toThrow(UnauthorizedError);
	if (!provider.sent) throw new Error("The client was not sent to sign in.");
	if (scope) provider.sent.searchParams.set("scope", scope);
	const granted = await browse(provider.sent, CALLBACK);
	await first.finishAuth(granted.searchParams);
	const client = new Client({ name: "test", version: "1.0.0" });
	await client.connect(transport());
	return { client, provider };
}

describe("an agent that brings no key", () => {
	test("is told where to sign in, does so with PKCE for this resource alone, and is let in", async () => {
		const { client, provider } = await connect();
		expect(provider.sent?.origin).toBe(issuer);
		const asked = provider.sent?.searchParams;
		expect(asked?.get("code_challenge_method")).toBe("S256");
		expect(asked?.get("resource")).toBe(server.url.href);
		expect(provider.granted?.split(" ").toSorted()).toEqual(["vagus:agent", "vagus:read"]);
		const { tools } = await client.listTools();
		expect(tools.map(({ name }) => name)).toContain("query_sql");
		const { isError, content } = await client.callTool({
			name: "query_sql",
			arguments: { query: "SELECT 7 AS seven" },
		});
		expect([isError ?? false, JSON.stringify(content)]).toEqual([false, expect.stringContaining("seven\\n7")]);
		await client.close();
	});

	test("sees and calls the tools that its scopes allow, and is asked for more where it calls another", async () => {
		const { client, provider } = await connect("vagus:read");
		expect(provider.granted).toBe("vagus:read");
		const names = (await client.listTools()).tools.map(({ name }) => name);
		expect(names).toContain("search_errors");
		expect(names).not.toContain("query_sql");
		expect((await client.callTool({ name: "search_errors", arguments: { query: "x" } })).isError).toBeFalsy();
		const token = (await provider.tokens())?.access_token;
		const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "query_sql", arguments: {} } };
		const refused = await server.post(call, { authorization: `Bearer ${token}` });
		expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
			403,
			`Bearer error="insufficient_scope", scope="vagus:agent", resource_metadata="${metadataUrl()}"`,
		]);
		await client.close();
	});
});

test("says on 401 where the metadata is, which names resource, authorization server and scopes", async () => {
	const response = await fetch(server.url, { method: "POST", body: "{}" });
	expect([response.status, response.headers.get("www-authenticate")]).toEqual([
		401,
		`Bearer scope="vagus:read vagus:agent", resource_metadata="${metadataUrl()}"`,
	]);
	const metadata = await fetch(metadataUrl(), { headers: { origin: "https://chat.example.com" } });
	expect(metadata.headers.get("access-control-allow-origin")).toBe("*");
	expect(await metadata.json()).toEqual({
		resource: server.url.href,
		resource_name: "Vagus",
		authorization_servers: [issuer],
		scopes_supported: ["vagus:read", "vagus:agent"],
		bearer_methods_supported: ["header"],
	});
});

test("takes keys as before", async () => {
	const { key } = await createKey(db, { name: "agent", scopes: ["agent"] });
	const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
	expect((await server.post(ping, { authorization: `Bearer ${key}` })).status).toBe(200);
	expect((await server.post(ping, { authorization: "Bearer vgs_unknown" })).headers.get("www-authenticate")).toBe(
		`Bearer error="invalid_token", scope="vagus:read vagus:agent", resource_metadata="${metadataUrl()}"`,
	);
});

test("has no metadata where nobody can sign in", async () => {
	const without = await serveMcp(db);
	const response = await fetch(new URL("/.well-known/oauth-protected-resource/mcp", without.url));
	expect(response.status).toBe(404);
	await without.close();
});

function metadataUrl(): string {
	return new URL("/.well-known/oauth-protected-resource/mcp", server.url).href;
}
