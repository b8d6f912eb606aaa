import { describe, expect, test } from "vitest";
import { backgroundTasks } from "./backgroundTasks.ts";

/** Work that tells how often it was begun, and ends when it is told to. */
function held() {
	const work = {
		begun: 0,
		signal: undefined as AbortSignal | undefined,
		end: () => {},
		run: (signal: AbortSignal) => {
			work.begun += 1;
			work.signal = signal;
			return new Promise<void>((resolve) => {
				work.end = resolve;
			});
		},
	};
	return work;
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
const failIfCalled = () => expect.unreachable();

describe("work beside requests", () => {
	test("begins after what is being done now", async () => {
		const order: string[] = [];
		const tasks = backgroundTasks(failIfCalled);
		tasks.defer("a", async () => order.push("work"));
		await Promise.resolve().then(() => order.push("response"));
		await tasks.settled();
		expect(order).toEqual(["response", "work"]);
	});

	test("of one name runs once at a time, and once more for all that was asked meanwhile", async () => {
		const tasks = backgroundTasks(failIfCalled);
		const work = held();
		tasks.defer("drain", work.run);
		await nextTurn();
		for (let request = 0; request < 10; request += 1) tasks.defer("drain", work.run);
		expect(work.begun).toBe(1);
		work.end();
		await nextTurn();
		expect(work.begun).toBe(2);
		work.end();
		await tasks.settled();
		expect(work.begun).toBe(2);
	});

	test("that has a pause waits before it runs again, and not once it is to stop", async () => {
		const tasks = backgroundTasks(failIfCalled, { flush: 3_600_000 });
		let flushed = 0;
		const flush = async () => {
			flushed += 1;
		};
		tasks.defer("flush", flush);
		await nextTurn();
		await nextTurn();
		tasks.defer("flush", flush);
		await nextTurn();
		expect(flushed).toBe(1);
		await tasks.stop();
		expect(flushed).toBe(2);
	});

	test("of two names runs side by side", async () => {
		const tasks = backgroundTasks(failIfCalled);
		const [one, two] = [held(), held()];
		tasks.defer("one", one.run);
		tasks.defer("two", two.run);
		await nextTurn();
		expect([one.begun, two.begun]).toEqual([1, 1]);
		one.end();
		two.end();
		await tasks.settled();
	});

	test("that fails is told, and hinders nothing that comes after it", async () => {
		const failures: unknown[] = [];
		const tasks = backgroundTasks((name, error) => failures.push([name, error]));
		tasks.defer("a", () => Promise.reject("later"));
		await tasks.settled();
		tasks.defer("a", () => {
			throw "at once";
		});
		await tasks.settled();
		const work = held();
		tasks.defer("a", work.run);
		await nextTurn();
		work.end();
		await tasks.settled();
		expect(failures).toEqual([
			["a", "later"],
			["a", "at once"],
		]);
		expect(work.begun).toBe(1);
	});

	test("is told to stop when the process does, and waited for", async () => {
		const tasks = backgroundTasks(failIfCalled);
		const work = held();
		tasks.defer("drain", work.run);
		await nextTurn();
		expect(work.signal?.aborted).toBe(false);
		let stopped = false;
		const stop = tasks.stop().then(() => {
			stopped = true;
		});
		expect(work.signal?.aborted).toBe(true);
		await nextTurn();
		expect(stopped).toBe(false);
		work.end();
		await stop;
	});
});
