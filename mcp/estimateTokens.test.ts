import { expect, test } from "vitest";
import { estimateTokens } from "./estimateTokens.ts";

// What the encoding o200k makes of each text: counted once with gpt-tokenizer, which is no dependency.
test.each([
	["Payment declined by issuer for order 1234", 9],
	["TypeError: Cannot read properties of undefined (reading 'total')", 13],
	["2026-03-10T12:29:00Z", 13],
	["4bf92f3577b34da6a3ce929d0e0e4736", 21],
	['{"from":"2026-03-09T12:30:00Z","total":2,"truncated":false,"cursor":null}', 30],
	["0 0 0 0 12 0 140 3", 15],
	["接続プールが枯渇しました。", 11],
	["🔥💥🚀", 5],
])("counts about the tokens of %s", (text, tokens) => {
	expect(estimateTokens(text) / tokens).toBeGreaterThan(0.9);
	expect(estimateTokens(text) / tokens).toBeLessThan(2);
});

test("takes linear time", () => {
	expect(estimateTokens("a".repeat(1_000_000))).toBe(200_000);
	expect(estimateTokens("")).toBe(0);
});
