import { expect, test, vi } from "vitest";
import { deferredWork } from "./deferredWork.ts";

test("does the newest work of each name, once, when it is told to", async () => {
	const done: string[] = [];
	const { defer, run } = deferredWork(() => {});
	for (const work of ["drain 1", "telemetry 1", "drain 2"]) {
		defer(work.slice(0, -2), async () => void done.push(work));
	}
	expect(done).toEqual([]);
	await run(1_000);
	await run(1_000);
	expect(done).toEqual(["drain 2", "telemetry 1"]);
});

test("tells what fails, be it at once or later, and does the rest", async () => {
	const failures: string[] = [];
	const { defer, run } = deferredWork((name, error) => failures.push(`${name}: ${error}`));
	const done = vi.fn(async () => {});
	defer("later", () => Promise.reject(new Error("the database is away")));
	defer("at once", () => {
		throw "no error at all";
	});
	defer("last", done);
	await run(1_000);
	expect(failures.sort()).toEqual(["at once: no error at all", "later: Error: the database is away"]);
	expect(done).toHaveBeenCalledOnce();
});

test("tells work to stop when its time is over", async () => {
	const { defer, run } = deferredWork(() => {});
	let stopped = false;
	defer("long", async (signal) => {
		await new Promise((resolve) => signal.addEventListener("abort", resolve));
		stopped = signal.aborted;
	});
	await run(1);
	expect(stopped).toBe(true);
});

test("waits for no piece of work before it begins another", async () => {
	const { defer, run } = deferredWork(() => {});
	const held = Promise.withResolvers<void>();
	defer("slow", () => held.promise);
	defer("quick", async () => held.resolve());
	await run(1_000);
});

test("leaves what is deferred meanwhile to the next time", async () => {
	const { defer, run } = deferredWork(() => {});
	const later = vi.fn(async () => {});
	defer("first", async () => defer("second", later));
	await run(1_000);
	expect(later).not.toHaveBeenCalled();
	await run(1_000);
	expect(later).toHaveBeenCalledOnce();
});
