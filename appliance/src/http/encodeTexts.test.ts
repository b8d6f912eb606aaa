import { expect, test } from "vitest";
import { encodeTexts } from "./encodeTexts.ts";
import { httpLimits } from "./httpLimits.ts";

/** Takes longer for a text than a turn is. */
function slowTokenizer() {
	const encoded: string[] = [];
	const encode = (text: string) => {
		const end = performance.now() + httpLimits.turnMs + 1;
		while (performance.now() < end);
		encoded.push(text);
		return Int32Array.of(encoded.length);
	};
	return { encoded, encode };
}

test("texts are encoded in their order, and others get their turn in between", async () => {
	const tokenizer = slowTokenizer();
	const turns: number[] = [];
	const other = () => {
		turns.push(tokenizer.encoded.length);
		if (turns.length < 3) setImmediate(other);
	};
	setImmediate(other);
	const { signal } = new AbortController();
	const ids = await encodeTexts(tokenizer, { texts: ["a", "b", "c"], purpose: "passage", signal });
	expect([tokenizer.encoded, ids.map(([id]) => id)]).toEqual([
		["a", "b", "c"],
		[1, 2, 3],
	]);
	expect(turns.slice(0, 2)).toEqual([1, 2]);
});

test("nothing more is encoded for whoever has left", async () => {
	const tokenizer = slowTokenizer();
	const caller = new AbortController();
	setImmediate(() => caller.abort(new Error("left")));
	const asked = { texts: ["a", "b", "c"], purpose: "passage" as const, signal: caller.signal };
	await expect(encodeTexts(tokenizer, asked)).rejects.toThrow("left");
	expect(tokenizer.encoded).toEqual(["a"]);
});
