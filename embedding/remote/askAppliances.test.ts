import { describe, expect, test } from "vitest";
import { type Embedded, EmbedderUnavailable } from "../embedder.ts";
import { ApplianceFailed } from "./applianceFailed.ts";
import { applianceHealth, pauses } from "./applianceHealth.ts";
import type { Asked } from "./askAppliance.ts";
import { type Appliance, askAppliances } from "./askAppliances.ts";

const ASKED: Asked = { model: "m", texts: ["one"], purpose: "passage" };
const BUDGET = 50_000;

/** Appliances that do what a script says, one entry a try, the last one for ever; and a clock that tries and pauses turn. */
function scripted(scripts: Record<string, (Error | "answers" | "hangs")[]>) {
	const tried: string[] = [];
	let now = 0;
	const clock = {
		now: () => now,
		pause: async (ms: number) => {
			tried.push(`pause of ${ms}`);
			now += ms;
		},
	};
	const ask = async ({ url }: { url: string }, _asked: Asked, ms: number): Promise<Embedded> => {
		tried.push(url);
		const script = scripts[url] ?? [];
		const [next] = script.length > 1 ? script.splice(0, 1) : script;
		if (next === "answers") return { vectors: [null], tokens: 3 };
		if (next !== "hangs") throw next;
		now += ms;
		throw new ApplianceFailed(`did not answer within ${ms / 1000} s.`);
	};
	const appliances = Object.keys(scripts).map(
		(url): Appliance => ({ address: { url }, health: applianceHealth(() => 0) }),
	);
	return {
		tried,
		later: (ms: number) => {
			now += ms;
		},
		embed: (budget = BUDGET) => askAppliances(appliances, ASKED, { budget, clock, ask }),
	};
}

const busy = (retryAfter?: number) => new ApplianceFailed("answered 503.", { retryAfter });

describe("one appliance", () => {
	test("is asked again after a pause, which grows", async () => {
		const { tried, embed } = scripted({ a: [busy(), busy(), "answers"] });
		expect(await embed()).toEqual({ vectors: [null], tokens: 3 });
		expect(tried).toEqual(["a", "pause of 250", "a", "pause of 500", "a"]);
	});

	test("is asked again when it said so", async () => {
		const { tried, embed } = scripted({ a: [busy(7_000), "answers"] });
		await embed();
		expect(tried).toEqual(["a", "pause of 7000", "a"]);
	});

	test("is not waited for beyond the time that there is", async () => {
		const { tried, embed } = scripted({ a: [busy(7_000), "answers"] });
		await expect(embed(6_000)).rejects.toThrow(EmbedderUnavailable);
		expect(tried).toEqual(["a"]);
	});

	test("is not waited for where it asks for long", async () => {
		const { tried, embed } = scripted({ a: [busy(11_000), "answers"] });
		await expect(embed()).rejects.toThrow(EmbedderUnavailable);
		expect(tried).toEqual(["a"]);
	});

	test("is given up after a few tries, and left alone until its rest is over", async () => {
		const { tried, later, embed } = scripted({ a: [busy(), busy(), busy(), busy(), "answers"] });
		await expect(embed()).rejects.toThrow("The embedding service at a answered 503.");
		expect(tried).toEqual(["a", "pause of 250", "a", "pause of 500", "a", "pause of 1000", "a"]);
		await expect(embed(1_000)).rejects.toThrow("The embedding service at a answered 503.");
		expect(tried).toHaveLength(7);
		later(2_000);
		await embed(1_000);
		expect(tried).toHaveLength(8);
	});

	test("that hangs takes no more than the time that there is", async () => {
		const { tried, embed } = scripted({ a: ["hangs"] });
		await expect(embed()).rejects.toThrow("The embedding service at a did not answer within 50 s.");
		expect(tried).toEqual(["a"]);
	});

	test("that refuses the texts is not asked again", async () => {
		const { tried, embed } = scripted({ a: [new Error("answered 422"), "answers"] });
		await expect(embed()).rejects.not.toBeInstanceOf(EmbedderUnavailable);
		await embed();
		expect(tried).toEqual(["a", "a"]);
	});
});

describe("of two appliances", () => {
	test("the second does the work at once when the first fails, and the first again when it is back", async () => {
		const { tried, later, embed } = scripted({ a: [busy(), "answers"], b: ["answers"] });
		await embed();
		await embed();
		expect(tried).toEqual(["a", "b", "b"]);
		later(pauses.first);
		await embed();
		expect(tried).toEqual(["a", "b", "b", "a"]);
	});

	test("the second has time left when the first hangs", async () => {
		const { tried, embed } = scripted({ a: ["hangs"], b: ["answers"] });
		await embed(2_000);
		expect(tried).toEqual(["a", "b"]);
	});

	test("none is asked for texts that one of them refuses", async () => {
		const { tried, embed } = scripted({ a: [new Error("answered 413")], b: ["answers"] });
		await expect(embed()).rejects.toThrow("answered 413");
		expect(tried).toEqual(["a"]);
	});

	test("both are tried in turn, and why each does not answer is said", async () => {
		const { tried, embed } = scripted({ a: [busy()], b: [new ApplianceFailed("answered 502.")] });
		await expect(embed()).rejects.toThrow(
			"The embedding service at a answered 503. The embedding service at b answered 502.",
		);
		expect(tried.filter((what) => what.length === 1)).toEqual(["a", "b", "a", "b", "a", "b", "a", "b"]);
	});
});
