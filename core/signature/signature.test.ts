import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seenNonces } from "./seenNonces.ts";
import { signatureLimits } from "./signatureLimits.ts";
import { signedFetch } from "./signedFetch.ts";
import { refuseShort, type SigningKey, signingKeys } from "./signingKeys.ts";
import { type RequestToSign, signRequest } from "./signRequest.ts";
import { type REFUSALS, verifyRequest } from "./verifyRequest.ts";

const NOW = 1_790_000_000_000;
const OLD: SigningKey = { id: "old", secret: "o".repeat(32) };
const NEW: SigningKey = { id: "new", secret: "n".repeat(32) };
const bytes = (text: string) => new TextEncoder().encode(text);

const REQUEST: RequestToSign = {
	method: "POST",
	url: "https://gpu.example.com/v1/embed?priority=low",
	body: bytes('{"texts":["a"]}'),
	key: NEW,
	now: NOW,
	nonce: "n-1",
};

/** What the server makes of a request that was sent, by default at the same time, with this path and body. */
function verify(headers: Record<string, string>, changed: Partial<Parameters<typeof verifyRequest>[0]> = {}) {
	return verifyRequest({
		method: "POST",
		url: "http://127.0.0.1:8790/v1/embed?priority=low",
		headers: new Headers(headers),
		body: async () => REQUEST.body,
		keys: [OLD, NEW],
		now: NOW,
		seen: seenNonces({ since: 0 }),
		...changed,
	});
}
const refused = (reason: keyof typeof REFUSALS) => ({ ok: false, reason });

describe("a signed request", () => {
	test("is accepted behind a tunnel that changed scheme and host, and names its key", async () => {
		expect(await verify(signRequest(REQUEST))).toEqual({ ok: true, keyId: "new", body: REQUEST.body });
		expect(await verify(signRequest({ ...REQUEST, key: OLD }))).toMatchObject({ ok: true, keyId: "old" });
	});

	test("carries what RFC 9421 and RFC 9530 write, computed by other means", async () => {
		const digest = `sha-256=:${createHash("sha256").update(REQUEST.body).digest("base64")}:`;
		const parameters =
			'("@method" "@path" "@query" "content-digest");created=1790000000;nonce="n-1";keyid="new";alg="hmac-sha256"';
		const base =
			'"@method": POST\n"@path": /v1/embed\n"@query": ?priority=low\n' +
			`"content-digest": ${digest}\n"@signature-params": ${parameters}`;
		expect(signRequest(REQUEST)).toEqual({
			"content-digest": digest,
			"signature-input": `vagus=${parameters}`,
			signature: `vagus=:${createHmac("sha256", NEW.secret).update(base).digest("base64")}:`,
		});
	});

	test("may carry other signatures, and fields that are no ASCII", async () => {
		const { signature, "signature-input": input, ...digest } = signRequest(REQUEST);
		const headers = { signature: `${signature}, cf=:AAAA:`, "signature-input": `${input}, cf=();created=1`, ...digest };
		expect(await verify({ ...headers, "x-place": "K\u00f6ln" })).toMatchObject({ ok: true });
	});

	test.each<[string, Partial<RequestToSign>, keyof typeof REFUSALS]>([
		["another method", { method: "PUT" }, "wrong"],
		["another path", { url: "https://gpu.example.com/embed?priority=low" }, "wrong"],
		["another query", { url: "https://gpu.example.com/v1/embed" }, "wrong"],
		["another body", { body: bytes('{"texts":["b"]}') }, "altered"],
		["another secret under a known name", { key: { ...NEW, secret: OLD.secret } }, "wrong"],
		["an unknown key", { key: { ...NEW, id: "newer" } }, "unknown_key"],
		["an earlier time", { now: NOW - 61_000 }, "untimely"],
		["a later time", { now: NOW + 61_000 }, "untimely"],
		["a nonce longer than is remembered", { nonce: "n".repeat(65) }, "malformed"],
	])("for %s is refused", async (_what, changed, reason) => {
		expect(await verify(signRequest({ ...REQUEST, ...changed }))).toEqual(refused(reason));
	});

	test("is accepted a minute early and a minute late", async () => {
		expect(await verify(signRequest({ ...REQUEST, now: NOW - 60_000 }))).toMatchObject({ ok: true });
		expect(await verify(signRequest({ ...REQUEST, now: NOW + 60_000 }))).toMatchObject({ ok: true });
	});

	test("is refused where its signer's own deadline has passed", async () => {
		const input = `("@method" "@path" "@query" "content-digest");created=1790000000;expires=1789999999;nonce="n";keyid="new"`;
		const { "content-digest": digest } = signRequest(REQUEST);
		const base = `"@method": POST\n"@path": /v1/embed\n"@query": ?priority=low\n"content-digest": ${digest}\n"@signature-params": ${input}`;
		const signature = `vagus=:${createHmac("sha256", NEW.secret).update(base).digest("base64")}:`;
		const headers = { "content-digest": digest, "signature-input": `vagus=${input}`, signature };
		expect(await verify(headers)).toEqual(refused("untimely"));
	});

	test("is accepted once, whether it comes again after or beside itself", async () => {
		const seen = seenNonces({ since: 0 });
		const headers = signRequest(REQUEST);
		const verdicts = await Promise.all(Array.from({ length: 8 }, () => verify(headers, { seen })));
		expect(verdicts.filter(({ ok }) => ok)).toHaveLength(1);
		expect(await verify(headers, { seen, now: NOW + 60_000 })).toEqual(refused("replayed"));
		expect(await verify(signRequest({ ...REQUEST, key: OLD }), { seen })).toMatchObject({ ok: true });
	});

	test("that is not authentic has no body read and no nonce remembered", async () => {
		const seen = seenNonces({ since: 0 });
		const body = () => Promise.reject(new Error("read"));
		const forged = signRequest({ ...REQUEST, key: { ...NEW, secret: OLD.secret } });
		expect(await verify(forged, { seen, body })).toEqual(refused("wrong"));
		expect(await verify(signRequest(REQUEST), { seen })).toMatchObject({ ok: true });
	});

	test("may cover no less than all", async () => {
		const headers = signRequest(REQUEST);
		const fewer = { ...headers, "signature-input": headers["signature-input"].replace('"@query" ', "") };
		expect(await verify(fewer)).toEqual(refused("malformed"));
		expect(await verify({ ...headers, "signature-input": "vagus=()" })).toEqual(refused("malformed"));
	});

	test("without a signature is refused as such", async () => {
		expect(await verify({})).toEqual(refused("missing"));
		const { signature: _, ...unsigned } = signRequest(REQUEST);
		expect(await verify(unsigned)).toEqual(refused("missing"));
	});

	test("of any damaged headers is refused, not thrown at", async () => {
		const headers = signRequest(REQUEST);
		const name = fc.constantFrom("signature", "signature-input", "content-digest");
		const text = fc.string({ unit: fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)) });
		await fc.assert(
			fc.asyncProperty(name, text, fc.nat(30), async (field, noise, at) => {
				const value = headers[field as keyof typeof headers];
				const damaged = value.slice(0, at) + noise + value.slice(at + noise.length + 1);
				fc.pre(damaged !== value);
				expect(await verify({ ...headers, [field]: damaged })).toMatchObject({ ok: false });
			}),
		);
	});
});

describe("the memory of nonces", () => {
	const { skewSeconds } = signatureLimits;

	test("accepts none twice, however many come and however small it is", () => {
		const arrivals = fc.array(
			fc.record({ nonce: fc.nat(30), age: fc.integer({ min: -70, max: 70 }), wait: fc.nat(20) }),
		);
		fc.assert(
			fc.property(arrivals, fc.integer({ min: 1, max: 20 }), (requests, capacity) => {
				const seen = seenNonces({ since: 0, capacity });
				const accepted: string[] = [];
				let now = 1000;
				for (const { nonce, age, wait } of requests) {
					now += wait;
					const created = now - age;
					if (seen.admit(`${nonce}`, created, now) === "fresh") accepted.push(`${nonce} of ${created}`);
				}
				expect(new Set(accepted).size).toBe(accepted.length);
			}),
		);
	});

	test("never refuses what is fresh and of this second while there is room", () => {
		const seen = seenNonces({ since: 0, capacity: 100 });
		const admissions = Array.from({ length: 1000 }, (_, second) => seen.admit("same", 100 + second, 100 + second));
		expect(new Set(admissions)).toEqual(new Set(["fresh"]));
	});

	test("accepts nothing from before its start", () => {
		const seen = seenNonces({ since: 1000.9 });
		expect([1000, 1001].map((created) => seen.admit("n", created, 1001))).toEqual(["untimely", "fresh"]);
	});

	test("takes a full second's nonces for used when it is full", () => {
		const seen = seenNonces({ since: 0, capacity: 2 });
		const admit = (nonce: string, created: number) => seen.admit(nonce, created, 1000);
		expect([admit("a", 1000), admit("b", 1000), admit("c", 1000)]).toEqual(["fresh", "fresh", "fresh"]);
		expect([admit("a", 1000), admit("d", 1000), admit("e", 1001)]).toEqual(["untimely", "untimely", "fresh"]);
	});

	test("does not remember for longer than needed", () => {
		const seen = seenNonces({ since: 0, capacity: 3 });
		for (let now = 1000; now < 9000; now += skewSeconds) {
			expect(seen.admit("early", now + skewSeconds, now)).toBe("fresh");
		}
	});
});

describe("keys", () => {
	const secret = "s".repeat(32);

	test("have an id, or get one from their secret", () => {
		expect(signingKeys(`a:${secret}, b.2:${secret}`)).toEqual([
			{ id: "a", secret },
			{ id: "b.2", secret },
		]);
		const [key] = signingKeys(secret);
		expect(key).toEqual({ id: createHash("sha256").update(secret).digest("hex").slice(0, 12), secret });
		expect(signingKeys(`new:${secret}`)).not.toEqual(signingKeys(secret));
	});

	test.each(["", `:${secret}`, `a b:${secret}`, `${secret},`, `a:${secret}\u00e9`])(
		"of %j are refused, and no secret is said",
		(text) => {
			expect(() => signingKeys(text)).toThrow(/^A signing key is id:secret/);
			expect(() => signingKeys(text)).not.toThrow(/sss/);
		},
	);

	test("are valid where they cannot be guessed", () => {
		expect(() => refuseShort(signingKeys(`a:${secret},b:${"s".repeat(32)}`))).not.toThrow();
		expect(() => refuseShort(signingKeys(`a:${secret},b:${"s".repeat(31)}`))).toThrow(
			/at least 32 characters of chance/,
		);
	});

	test("have different ids", () => {
		expect(() => signingKeys(`a:${secret},a:${secret}s`)).toThrow("Two signing keys have the same id.");
	});
});

test("a fetch that signs sends what verifies, whatever it is given, and follows nobody", async () => {
	const seen = seenNonces({ since: 0 });
	const sent: RequestInit[] = [];
	const fetch = signedFetch(NEW, {
		now: () => NOW,
		fetch: async (url, init = {}) => {
			sent.push(init);
			const { method = "", headers } = init;
			const body = async () => new Uint8Array(await new Response(init.body).arrayBuffer());
			const verdict = await verifyRequest({
				...{ method, url: String(url), headers: new Headers(headers), body },
				...{ keys: [NEW], now: NOW, seen },
			});
			return Response.json({ ...verdict, type: new Headers(headers).get("content-type") });
		},
	});
	const headers = { "content-type": "application/json" };
	const url = "https://gpu.example.com/v1/embeddings";
	for (const answer of [
		await fetch(url, { method: "POST", headers, body: "{}" }),
		await fetch(new Request(url, { method: "POST", headers, body: "{}" })),
		await fetch(new URL(`${url}?a=%20b`), { method: "POST", headers, body: bytes("{}") }),
	]) {
		expect(await answer.json()).toMatchObject({ ok: true, type: "application/json" });
	}
	expect(await (await fetch(url)).json()).toMatchObject({ ok: true, type: null });
	expect(sent.map(({ redirect }) => redirect)).toEqual(["manual", "manual", "manual", "manual"]);
});
