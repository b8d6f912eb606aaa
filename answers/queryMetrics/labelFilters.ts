import { z } from "zod";

const WRONG = "give name=value, with commas between several.";

/** An argument like `route=/cart, code=500`: values by label name. */
export const labelFilters = z
	.string()
	.max(1_000, "give at most 1,000 characters.")
	.transform((text) => text.split(",").filter((part) => part.trim() !== ""))
	.refine((parts) => parts.every((part) => part.indexOf("=") > 0), WRONG)
	.transform((parts) =>
		Object.fromEntries(
			parts.map((part) => {
				const at = part.indexOf("=");
				return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
			}),
		),
	)
	.prefault("");
