import { expect, test, vi } from "vitest";
import { withDeadline } from "./withDeadline.ts";

const untilAborted = (signal: AbortSignal) =>
	new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

test("work goes on until it is done, its caller leaves, or its time is over", async () => {
	vi.useFakeTimers();
	const caller = new AbortController();
	expect(await withDeadline(caller.signal, 1000, async () => "done")).toBe("done");
	expect(vi.getTimerCount()).toBe(0);

	const late = withDeadline(caller.signal, 1000, untilAborted);
	vi.advanceTimersByTime(1000);
	await expect(late).rejects.toMatchObject({ name: "TimeoutError" });

	const left = withDeadline(caller.signal, 1000, untilAborted);
	caller.abort("left");
	await expect(left).rejects.toBe("left");
	expect(await withDeadline(caller.signal, 1000, async ({ aborted, reason }) => [aborted, reason])).toEqual([
		true,
		"left",
	]);
	expect(vi.getTimerCount()).toBe(0);
	vi.useRealTimers();
});
