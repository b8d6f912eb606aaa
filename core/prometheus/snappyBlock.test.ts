import fc from "fast-check";
import { compress } from "snappyjs";
import { describe, expect, it } from "vitest";
import { SnappyError, uncompress, uncompressedLength } from "./snappyBlock.ts";

describe("a snappy block", () => {
	it("gives back what was compressed", () => {
		const repetitive = fc
			.array(fc.tuple(fc.uint8Array({ maxLength: 20 }), fc.nat(300)), { maxLength: 20 })
			.map((parts) =>
				Uint8Array.from(
					parts.flatMap(([bytes, times]) =>
						Array(times)
							.fill([...bytes])
							.flat(),
					),
				),
			);
		fc.assert(
			fc.property(fc.oneof(fc.uint8Array({ maxLength: 5_000 }), repetitive), (bytes) => {
				const block = compress(bytes);
				expect(uncompressedLength(block)).toBe(bytes.length);
				expect(Buffer.compare(uncompress(block), bytes)).toBe(0);
			}),
		);
	});

	it("is read with every kind of element", () => {
		const text = "abcdefgh".repeat(10);
		// A literal of eight, then copies with 1, 2 and 4 bytes of distance.
		const literal = [(8 - 1) << 2, ...new TextEncoder().encode("abcdefgh")];
		const copies = [1 | ((8 - 4) << 2), 8, 2 | ((24 - 1) << 2), 8, 0, 3 | ((40 - 1) << 2), 8, 0, 0, 0];
		expect(new TextDecoder().decode(uncompress(Uint8Array.from([80, ...literal, ...copies])))).toBe(text);
	});

	it("is read with a literal whose length takes one to four bytes", () => {
		for (const size of [1, 2, 3, 4]) {
			const length = [200, 0, 0, 0].slice(0, size);
			const block = Uint8Array.from([201, 1, (59 + size) << 2, ...length, ...new Array(201).fill(7)]);
			expect([...uncompress(block)]).toEqual(new Array(201).fill(7));
		}
	});

	it.each([
		["is empty", []],
		["has no end of its length", [0xff]],
		["is longer than 32 bits can say", [0xff, 0xff, 0xff, 0xff, 0x7f]],
		["holds less than it says", [10, 0, 65]],
		["holds more than it says", [1, 1 << 2, 65, 66]],
		["ends within a literal", [4, 3 << 2, 65]],
		["ends within an element's length", [4, 61 << 2, 65]],
		["copies from before its start", [8, 0, 65, 1 | (1 << 2), 2]],
		["copies from nowhere", [8, 0, 65, 1 | (1 << 2), 0]],
		["copies beyond its end", [3, 0, 65, 1, 1]],
		["has a literal whose length overflows", [100, 0xfc, 0xf6, 0xff, 0xff, 0xff, 1, 1, 1, 1]],
	])("is refused where it %s", (_what, bytes) => {
		expect(() => uncompress(Uint8Array.from(bytes))).toThrow(SnappyError);
	});

	it("is read to its end or refused, whatever its bytes are", () => {
		const length = fc.nat(2_000);
		const bytes = fc.uint8Array({ maxLength: 300 });
		fc.assert(
			fc.property(length, bytes, (length, bytes) => {
				const block = Uint8Array.from([(length & 0x7f) | 0x80, length >>> 7, ...bytes]);
				try {
					expect(uncompress(block)).toHaveLength(length);
				} catch (error) {
					expect(error).toBeInstanceOf(SnappyError);
				}
			}),
			{ numRuns: 5_000 },
		);
	});
});
