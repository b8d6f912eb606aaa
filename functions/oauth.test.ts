import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { oauth } from "./oauth.ts";

const RESOURCE = "https://vagus.example.com/mcp";

// An authorization server as far as a resource server sees it: metadata and keys over real HTTP.
let issuer: string;
let server: Server;
const asked: string[] = [];
let sign: (
	claims?: object,
	options?: { audience?: string; issuer?: string; expires?: string | null },
) => Promise<string>;
let forge: () => Promise<string>;

beforeAll(async () => {
	const { publicKey, privateKey } = await generateKeyPair("ES256");
	const other = await generateKeyPair("ES256");
	const jwk = { ...(await exportJWK(publicKey)), kid: "1", alg: "ES256", use: "sig" };
	server = createServer((request, response) => {
		asked.push(request.url ?? "");
		response.setHeader("content-type", "application/json");
		if (request.url === "/jwks") response.end(JSON.stringify({ keys: [jwk] }));
		else if (request.url === "/.well-known/openid-configuration/tenant") {
			response.end(JSON.stringify({ issuer, jwks_uri: new URL("/jwks", issuer).href }));
		} else response.writeHead(404).end();
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tenant`;
	const token = (key: typeof privateKey, claims: object, options: Parameters<typeof sign>[1] = {}) => {
		const jwt = new SignJWT({ sub: "ada", scope: "openid vagus:read", ...claims })
			.setProtectedHeader({ alg: "ES256", kid: "1", typ: "at+jwt" })
			.setIssuer(options.issuer ?? issuer)
			.setAudience(options.audience ?? RESOURCE);
		return (options.expires === null ? jwt : jwt.setExpirationTime(options.expires ?? "5m")).sign(key);
	};
	sign = (claims = {}, options) => token(privateKey, claims, options);
	forge = () => token(other.privateKey, {});
});
afterAll(() => server.close());

const verifier = () => oauth({ issuer, resource: RESOURCE });

test.each([
	[{}, { name: "oauth:ada", scopes: ["read"] }],
	[{ scope: "vagus:read vagus:agent" }, { name: "oauth:ada", scopes: ["read", "agent"] }],
	[
		{ scope: undefined, scp: ["vagus:agent"] },
		{ name: "oauth:ada", scopes: ["agent"] },
	],
	[
		{ sub: undefined, client_id: "robot" },
		{ name: "oauth:robot", scopes: ["read"] },
	],
	// No token may administer or send: these are for keys.
	[{ scope: "admin ingest vagus:admin agent" }, { name: "oauth:ada", scopes: [] }],
])("a token with %j is of its subject, with the scopes that are known here", async (claims, caller) => {
	expect(await verifier().identify(await sign(claims))).toEqual(caller);
});

test("is known by its issuer, whether it is sound or not", async () => {
	expect(verifier().isOurs(await forge())).toBe(true);
	expect(verifier().isOurs(await sign({}, { issuer: "https://evil.example.com" }))).toBe(false);
	expect(verifier().isOurs("vgs_key")).toBe(false);
	expect(verifier().isOurs("eyJhbGciOiJub25lIn0.e30.")).toBe(false);
});

test("metadata and keys are fetched once for all verifiers of one issuer", async () => {
	await verifier().identify(await sign());
	const before = asked.length;
	await verifier().identify(await sign());
	expect(asked).toHaveLength(before);
	expect(asked).toContain("/.well-known/oauth-authorization-server/tenant");
});

test.each([
	["for another resource", () => sign({}, { audience: "https://other.example.com/mcp" }), /"aud"/],
	["for the issuer's own client", () => sign({}, { audience: "client" }), /"aud"/],
	["of another issuer", () => sign({}, { issuer: "https://evil.example.com" }), /"iss"/],
	["that has expired", () => sign({}, { expires: "-1m" }), /"exp"/],
	["that never expires", () => sign({}, { expires: null }), /"exp"/],
	["that is not to be used yet", () => sign({ nbf: Math.floor(Date.now() / 1000) + 600 }), /"nbf"/],
	["signed with another key", () => forge(), /signature/],
	["without a signature", async () => "eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.", /refused/],
])("a token %s is refused with 401, and says where to get another", async (_, token, reason) => {
	await expect(verifier().identify(await token())).rejects.toMatchObject({
		status: 401,
		message: expect.stringMatching(reason),
		headers: {
			"www-authenticate":
				'Bearer error="invalid_token", resource_metadata="https://vagus.example.com/.well-known/oauth-protected-resource/mcp"',
		},
	});
});

test.each([
	["does not answer", "http://127.0.0.1:9"],
	["names itself otherwise", () => issuer.replace("127.0.0.1", "localhost")],
])("an issuer that %s is no fault of the token: 503, to be sent again", async (_, other) => {
	const away = typeof other === "string" ? other : other();
	const identifying = oauth({ issuer: away, resource: RESOURCE }).identify(await sign({}, { issuer: away }));
	await expect(identifying).rejects.toMatchObject({ status: 503, headers: { "retry-after": "10" } });
});
