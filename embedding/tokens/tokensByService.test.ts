import fc from "fast-check";
import { expect, test } from "vitest";
import { tokensByService } from "./tokensByService.ts";

test("longer texts have more of a batch's tokens", () => {
	const texts = [
		{ service: "cart", content: "ten chars." },
		{ service: "mail", content: "ten chars. and ten chars. more" },
		{ service: "cart", content: "ten chars." },
	];
	expect(Object.fromEntries(tokensByService(texts, 100))).toEqual({ cart: 40, mail: 60 });
});

test("the parts are whole, and add up to the whole", () => {
	const text = fc.record({ service: fc.constantFrom("a", "b", "c"), content: fc.string() });
	const batch = fc.array(text, { minLength: 1, maxLength: 32 });
	fc.assert(
		fc.property(batch, fc.nat(16_384), (texts, tokens) => {
			const parts = [...tokensByService(texts, tokens).values()];
			expect(parts.every((part) => Number.isInteger(part) && part >= 0)).toBe(true);
			expect(parts.reduce((sum, part) => sum + part, 0)).toBe(tokens);
		}),
	);
});
