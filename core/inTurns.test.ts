import { expect, test } from "vitest";
import { inTurns } from "./inTurns.ts";

test("runs two at once, the others in their order, and goes on after one that throws", async () => {
	const inTurn = inTurns(2);
	const started: number[] = [];
	const ends = Array.from({ length: 4 }, () => Promise.withResolvers<number>());
	const results = ends.map(({ promise }, index) =>
		inTurn(() => {
			started.push(index);
			return promise;
		}).catch((error: Error) => error.message),
	);
	expect(started).toEqual([0, 1]);
	ends[1]?.reject(new Error("no"));
	expect(await results[1]).toBe("no");
	expect(started).toEqual([0, 1, 2]);
	ends[0]?.resolve(0);
	ends[2]?.resolve(2);
	ends[3]?.resolve(3);
	expect(await Promise.all(results)).toEqual([0, "no", 2, 3]);
	expect(await inTurn(async () => 5)).toBe(5);
});
