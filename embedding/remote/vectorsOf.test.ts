import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import { embedReply, vectorsOf } from "./vectorsOf.ts";

const base64 = (numbers: number[]) => Buffer.from(Float32Array.from(numbers).buffer).toString("base64");
const reply = (...embeddings: (number[] | string)[]) => embedReply.parse({ embeddings });
const ones = (length: number) => Array.from({ length }, () => 1);

describe("an answer's vectors", () => {
	test("are the same as base64 and as numbers", () => {
		const numbers = Array.from({ length: 1024 }, (_, index) => Math.sin(index));
		const [one, other] = vectorsOf(reply(base64(numbers), numbers), 2);
		expect(one).toBeInstanceOf(Float32Array);
		expect(Array.from((one as Float32Array).slice(0, 9))).toEqual(
			Array.from((other as Float32Array).slice(0, 9), (number) => expect.closeTo(number, 6)),
		);
	});

	test("have length 1, and zeros at the end where the model has fewer dimensions", () => {
		const [vector] = vectorsOf(reply(base64([3, 4])), 1);
		expect(Array.from((vector as Float32Array).slice(0, 4))).toEqual([expect.closeTo(0.6), expect.closeTo(0.8), 0, 0]);
		expect(vector).toHaveLength(1024);
	});

	test("are none where all numbers are zero", () => {
		expect(vectorsOf(reply([0, 0]), 1)).toEqual([null]);
	});

	test.each<[string, ReturnType<typeof reply>]>([
		["1 vectors for 2 texts", reply([1])],
		["a vector of 1025 numbers", reply([1], ones(1025))],
		["a vector of 0 numbers", reply([1], [])],
		["a vector with a number that is none", reply([1], base64([1, Number.NaN]))],
	])("are refused where they are %s", (what, answer) => {
		expect(vectorsOf(answer, 2)).toBe(what);
	});
});
