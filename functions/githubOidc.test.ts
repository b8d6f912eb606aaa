import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { githubOidc } from "./githubOidc.ts";

// Stands in for GitHub's issuer, which cannot be reached from here: real keys, real tokens, over real HTTP.
let issuer: string;
let server: Server;
let fetches = 0;
let sign: (claims?: object, options?: { audience?: string; issuer?: string; expires?: string }) => Promise<string>;
let forge: () => Promise<string>;

beforeAll(async () => {
	const { publicKey, privateKey } = await generateKeyPair("RS256");
	const other = await generateKeyPair("RS256");
	const jwk = { ...(await exportJWK(publicKey)), kid: "1", alg: "RS256", use: "sig" };
	server = createServer((_request, response) => {
		fetches += 1;
		response.setHeader("content-type", "application/json").end(JSON.stringify({ keys: [jwk] }));
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const token = (key: typeof privateKey, claims: object, options: Parameters<typeof sign>[1] = {}) =>
		new SignJWT({ repository: "Acme/Shop", ...claims })
			.setProtectedHeader({ alg: "RS256", kid: "1" })
			.setIssuer(options.issuer ?? issuer)
			.setAudience(options.audience ?? "vagus")
			.setIssuedAt()
			.setExpirationTime(options.expires ?? "5m")
			.sign(key);
	sign = (claims = {}, options) => token(privateKey, claims, options);
	forge = () => token(other.privateKey, {});
});
afterAll(() => server.close());

const verifier = (repositories: string[]) => githubOidc({ repositories, audience: "vagus", issuer });

test("a token of an allowed repository may ingest, and nothing else", async () => {
	const caller = { name: "GitHub Actions of Acme/Shop", scopes: ["ingest"] };
	expect(await verifier(["acme/shop"])(await sign())).toEqual(caller);
	expect(await verifier(["other/x", "acme/*"])(await sign())).toEqual(caller);
});

test("keys are fetched once for all verifiers of one issuer", async () => {
	await verifier(["acme/*"])(await sign());
	const before = fetches;
	await verifier(["acme/*"])(await sign());
	expect(fetches).toBe(before);
});

test.each([
	["of another repository", () => sign({ repository: "evil/shop" }), /evil\/shop is not in VAGUS_GITHUB_REPOSITORIES/],
	["of a repository whose owner's name only begins alike", () => sign({ repository: "acme2/shop" }), /acme2\/shop/],
	["without a repository", () => sign({ repository: undefined }), /\(none\)/],
	["for another audience", () => sign({}, { audience: "https://github.com/acme" }), /"aud"/],
	["of another issuer", () => sign({}, { issuer: "https://evil.example.com" }), /"iss"/],
	["that has expired", () => sign({}, { expires: "-1m" }), /"exp"/],
	["signed with another key", () => forge(), /signature/],
	["that is none", async () => "eyJhbGciOiJub25lIn0.e30.", /refused/],
])("a token %s is refused with 401", async (_, token, reason) => {
	await expect(verifier(["acme/*"])(await token())).rejects.toMatchObject({
		status: 401,
		message: expect.stringMatching(reason),
	});
});

test("an issuer that does not answer is no fault of the token: 503, to be sent again", async () => {
	const away = githubOidc({ repositories: ["acme/*"], audience: "vagus", issuer: "http://127.0.0.1:9" });
	await expect(away(await sign({}, { issuer: "http://127.0.0.1:9" }))).rejects.toMatchObject({
		status: 503,
		headers: { "retry-after": "10" },
	});
});
