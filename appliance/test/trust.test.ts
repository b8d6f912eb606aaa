import { once } from "node:events";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signedFetch } from "../../core/signature/signedFetch.ts";
import { type SigningKey, signingKeys } from "../../core/signature/signingKeys.ts";
import { signRequest } from "../../core/signature/signRequest.ts";
import { removeTestModels } from "./model/testModel.ts";
import { KEY, type TestAppliance, testAppliance } from "./support/testAppliance.ts";

const NEXT: SigningKey = { id: "next", secret: "n".repeat(43) };
const BODY = Buffer.from('{"texts":["a text"]}');
const COMPUTED = ["vagus_appliance_texts_total", "vagus_appliance_tokens_total", "vagus_appliance_shared_texts_total"];

let appliance: TestAppliance;
beforeAll(async () => {
	appliance = await testAppliance({ VAGUS_APPLIANCE_KEYS: `${KEY},${NEXT.id}:${NEXT.secret}` });
});
afterAll(async () => {
	await appliance.close();
	await removeTestModels();
});

/** Headers of a request to embed a text. */
const signed = (changed: Partial<Parameters<typeof signRequest>[0]> = {}) =>
	signRequest({
		...{ method: "POST", url: `${appliance.url}/embed`, body: BODY, key: appliance.key },
		...{ now: Date.now(), nonce: crypto.randomUUID() },
		...changed,
	});
const send = (headers: Record<string, string>, body: Buffer = BODY) =>
	fetch(`${appliance.url}/embed`, { method: "POST", headers, body: Uint8Array.from(body) });
const counters = () => Promise.all(COMPUTED.map(appliance.sample));

describe("a request is refused, counted by its reason, and never reaches the model", () => {
	test.each<[string, string, () => Promise<Response>]>([
		["without a signature", "signature_missing", () => send({})],
		["with a bearer token", "signature_missing", () => send({ authorization: `Bearer ${appliance.key.secret}` })],
		["signed with a wrong secret", "signature_wrong", () => send(signed({ key: { ...NEXT, id: "test" } }))],
		["signed with an unknown key", "signature_unknown_key", () => send(signed({ key: { ...NEXT, id: "other" } }))],
		["signed two minutes ago", "signature_untimely", () => send(signed({ now: Date.now() - 120_000 }))],
		["signed for another path", "signature_wrong", () => send(signed({ url: `${appliance.url}/v1/embed` }))],
		["signed for another body", "signature_altered", () => send(signed({ body: Buffer.from("{}") }))],
		["with a damaged signature", "signature_malformed", () => send({ ...signed(), signature: "?" })],
		[
			"that was sent before",
			"signature_replayed",
			async () => {
				const headers = signed();
				expect((await send(headers)).status).toBe(200);
				return send(headers);
			},
		],
	])("%s: %s", async (what, code, act) => {
		// What the first of two does, is not of the second.
		const answered = what === "that was sent before" ? 1 : 0;
		const [texts = 0] = await counters();
		const refused = await refusals(code);
		const response = await act();
		expect(response.status).toBe(401);
		expect(response.headers.get("www-authenticate")).toBe("Signature");
		expect(await response.json()).toMatchObject({ status: 401, code });
		const [after] = await counters();
		expect(after).toBe(texts + answered);
		expect(await refusals(code)).toBe(refused + 1);
	});

	test.each(["/v1/embed", "/v1/embeddings", "/v1/chat/completions", "/metrics", "/nowhere"])("%s", async (path) => {
		const method = path === "/metrics" ? "GET" : "POST";
		expect((await fetch(`${appliance.url}${path}`, { method })).status).toBe(401);
		expect((await appliance.fetch(`${appliance.url}${path}`, { method })).status).not.toBe(401);
	});
});

async function refusals(reason: string): Promise<number> {
	const text = await (await fetch(appliance.metricsUrl ?? "")).text();
	const line = text
		.split("\n")
		.find((sample) => sample.startsWith(`vagus_appliance_refusals_total{reason="${reason}"`));
	return Number(line?.split(" ").at(-1) ?? 0);
}

test("a request without a signature is answered before its body has come", async () => {
	const sent = request(`${appliance.url}/embed`, { method: "POST", headers: { "content-length": 1_000_000 } });
	sent.on("error", () => {}).flushHeaders();
	const [response] = await once(sent, "response");
	expect(response.statusCode).toBe(401);
	sent.destroy();
});

test("either of two keys is taken", async () => {
	expect((await send(signed())).status).toBe(200);
	expect((await send(signed({ key: NEXT }))).status).toBe(200);
});

test("what an earlier process may have accepted is not accepted again", async () => {
	const restarted = await testAppliance();
	const before = signed({ url: `${restarted.url}/embed`, now: Date.now() - 50_000 });
	const response = await fetch(`${restarted.url}/embed`, {
		method: "POST",
		headers: before,
		body: Uint8Array.from(BODY),
	});
	expect([response.status, (await response.json()).code]).toEqual([401, "signature_untimely"]);
	await restarted.close();
});

test("liveness, readiness and the scraper's own port need no key, and serve nothing else", async () => {
	const paths = [`${appliance.url}/healthz`, `${appliance.url}/readyz`, appliance.metricsUrl ?? ""];
	expect(await Promise.all(paths.map(async (path) => (await fetch(path)).status))).toEqual([200, 200, 200]);
	const scraper = new URL("/embed", appliance.metricsUrl ?? "");
	expect((await fetch(scraper, { method: "POST", body: '{"texts":["a"]}' })).status).toBe(404);
});

test("a bare secret signs as well", async () => {
	const secret = "s".repeat(43);
	const bare = await testAppliance({ VAGUS_APPLIANCE_KEYS: secret });
	const send = signedFetch(signingKeys(secret)[0], { fetch, now: Date.now });
	expect((await send(`${bare.url}/embed`, { method: "POST", body: BODY.toString() })).status).toBe(200);
	await bare.close();
});
