import { createHash } from "node:crypto";
import { describe, expect, it, test } from "vitest";
import { LEXICAL_MODEL, lexicalVector } from "./lexicalVector.ts";

function cosine(a: string, b: string): number {
	const [one, two] = [lexicalVector(a), lexicalVector(b)];
	return one?.reduce((sum, component, index) => sum + component * (two?.[index] ?? 0), 0) ?? Number.NaN;
}

describe("a lexical vector", () => {
	it("has 1024 dimensions and the length 1", () => {
		for (const text of [
			"x",
			"connection refused",
			"Zeitüberschreitung beim Verbinden",
			"接続が拒否されました",
			"a".repeat(10_000),
		]) {
			const vector = lexicalVector(text);
			expect(vector).toHaveLength(1024);
			expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 5);
		}
	});

	it.each(["", "  ", "<num> <*> / <uuid>", "!?.,;-", "🙂"])("is missing where there is no word: %j", (text) => {
		expect(lexicalVector(text)).toBeNull();
	});

	it("does not depend on case, punctuation, placeholders or how words are joined", () => {
		const plain = lexicalVector("connection pool timed out");
		for (const text of [
			"Connection POOL timed out",
			"[connection-pool] timed_out!",
			"connection <num> pool timed out: <duration>",
			"connectionPool timedOut",
		]) {
			expect(lexicalVector(text)).toEqual(plain);
		}
	});

	it("is what was stored under the model's name", () => {
		const text = "TypeError: cannot read properties of undefined (reading 'totalPrice2') at checkoutCart";
		const digest = createHash("sha256")
			.update(lexicalVector(text) ?? "")
			.digest("hex");
		// Where this changes, vectors that are stored no longer compare with new ones: the model needs another name.
		expect([LEXICAL_MODEL, digest.slice(0, 16)]).toEqual(["vagus/lexical-2", "b89f4c5619ea1351"]);
	});

	it("takes no longer for a text without end", () => {
		const start = "disk full on volume ";
		expect(lexicalVector(start.repeat(100_000))).toEqual(lexicalVector(start.repeat(1_000)));
	});
});

/** What masking left of lines, those of one statement together. */
const statements = [
	["Accepted password for root from <ip> port <num> ssh2", "Accepted publickey for deploy from <ip> port <num> ssh2"],
	["Failed password for invalid user admin from <ip>", "Failed password for invalid user oracle9 from <ip>"],
	["Connection refused to db-primary.internal", "Connection refused to db-replica-7f3a.internal"],
	["payment of order A17x9 declined by issuer", "payment of order B00k2 declined by issuer"],
	["slow query took <duration> in CartRepository.findAll", "slow query took <duration> in OrderRepository.findOne"],
	["session opened for user news by (uid=<num>)", "session opened for user cyrus by (uid=<num>)"],
	["worker c9f1e exited with code <num>", "worker 77ab0 exited with code <num>"],
	[
		"TypeError: Cannot read properties of undefined (reading 'id')",
		"TypeError: Cannot read properties of undefined (reading 'total')",
	],
	["jobs queue emails is <num> behind", "jobs queue invoices is <num> behind"],
	["cache miss for key user:profile:x1", "cache miss for key cart:lines:zz9"],
];
const lines = statements.flatMap((texts, statement) => texts.map((text) => ({ text, statement })));

test.each(lines)("is near to its near-duplicate by the signs of its components alone: $text", ({ text, statement }) => {
	const signs = (of: string) => [...(lexicalVector(of) ?? [])].map((component) => component > 0);
	const own = signs(text);
	const distance = (of: string) => signs(of).filter((sign, index) => sign !== own[index]).length;
	const [nearest] = lines
		.filter((other) => other.text !== text)
		.toSorted((a, b) => distance(a.text) - distance(b.text));
	expect(nearest?.statement).toBe(statement);
});

describe("near-duplicates", () => {
	it.each(lines)("are nearer than lines of other statements: $text", ({ text, statement }) => {
		const [nearest] = lines
			.filter((other) => other.text !== text)
			.toSorted((a, b) => cosine(text, b.text) - cosine(text, a.text));
		expect(nearest?.statement).toBe(statement);
	});

	it("are alike, and lines of other statements are not", () => {
		const pairs = lines.flatMap((a, at) => lines.slice(at + 1).map((b) => ({ a, b, cosine: cosine(a.text, b.text) })));
		const same = pairs.filter(({ a, b }) => a.statement === b.statement).map((pair) => pair.cosine);
		const other = pairs.filter(({ a, b }) => a.statement !== b.statement).map((pair) => pair.cosine);
		expect(Math.min(...same)).toBeGreaterThan(0.5);
		expect(other.toSorted((x, y) => x - y)[Math.floor(other.length * 0.95)]).toBeLessThan(0.2);
	});

	it("are found by a part of a word too", () => {
		expect(cosine("connect", "connection refused by peer")).toBeGreaterThan(0.1);
		expect(cosine("connect", "disk full")).toBeLessThan(0.1);
	});
});
