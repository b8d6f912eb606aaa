import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { repeatedText } from "./repeatedText.ts";

// Few letters and lengths, so that texts meet in one slot; some bytes are no UTF-8.
const bytes = fc.array(fc.constantFrom(0x61, 0x62, 0xc3, 0xa4, 0xff), { maxLength: 5 });

test("a text is what its bytes say, whichever texts were read before", () => {
	fc.assert(
		fc.property(fc.array(bytes), (texts) => {
			const body = Buffer.from(texts.flat());
			let start = 0;
			for (const text of texts) {
				const end = start + text.length;
				expect(repeatedText(body, start, end)).toBe(Buffer.from(text).toString("utf8"));
				start = end;
			}
		}),
	);
});

test("a text that is longer than names are is read too", () => {
	const long = "ä".repeat(1_000);
	expect(repeatedText(Buffer.from(`x${long}`), 1, 2_001)).toBe(long);
});

test("what is kept of a body does not change with it", () => {
	const body = Buffer.from("http.route");
	repeatedText(body, 0, body.length);
	body.write("HTTP");
	expect(repeatedText(body, 0, body.length)).toBe("HTTP.route");
	expect(repeatedText(Buffer.from("http.route"), 0, 10)).toBe("http.route");
});
