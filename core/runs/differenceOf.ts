import { z } from "zod";

/** Ways in which a test differs between two runs of a commit, the weightiest first. */
export const DIFFERENCES = [
	"fails_only_in_ci",
	"fails_only_locally",
	"fails_differently",
	"fails_in_both",
	"fails",
	"skipped_in_ci",
	"skipped_locally",
	"only_in_ci",
	"only_locally",
	"slower_in_ci",
	"slower_locally",
] as const;

export const difference = z
	.enum(DIFFERENCES)
	.describe("fails_differently: by another error; fails: and there is no run to compare with");
export type Difference = z.infer<typeof difference>;

/** What a test did in one run. */
export interface Outcome {
	status: "passed" | "failed" | "skipped" | "todo";
	durationMs: number | null;
	/** Of its error; null where it did not fail. */
	templateId: string | null;
}

/** One test in both runs; null where that run does not have it, or where there is no such run. */
export interface Pair {
	ci: Outcome | null;
	local: Outcome | null;
}

/** How a test differs; null where it does not. `typicalRatio` is by how much longer than locally CI usually takes. */
export function differenceOf({ ci, local }: Pair, typicalRatio = 1): Difference | null {
	if (ci?.status === "failed" && local?.status === "failed") {
		return ci.templateId === local.templateId ? "fails_in_both" : "fails_differently";
	}
	if (ci?.status === "failed") return "fails_only_in_ci";
	if (local?.status === "failed") return "fails_only_locally";
	if (!local) return ci ? "only_in_ci" : null;
	if (!ci) return "only_locally";
	if (ci.status === "passed" && local.status === "passed") return slowness(ci, local, typicalRatio);
	if (local.status === "passed") return "skipped_in_ci";
	return ci.status === "passed" ? "skipped_locally" : null;
}

function slowness({ durationMs: ci }: Outcome, { durationMs: local }: Outcome, ratio: number): Difference | null {
	if (ci === null || local === null) return null;
	if (muchMore(ci, local * ratio)) return "slower_in_ci";
	return muchMore(local, ci / ratio) ? "slower_locally" : null;
}

/** Machines differ, and short tests vary by chance: only what nobody would call chance is told. */
function muchMore(taken: number, expected: number): boolean {
	return taken >= MUCH_SLOWER.times * expected && taken - expected >= MUCH_SLOWER.ms;
}

export const MUCH_SLOWER = { times: 3, ms: 200 };
