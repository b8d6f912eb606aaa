import { expect, test } from "vitest";
import { counted } from "./counted.ts";

test("counts in words", () => {
	expect([0, 1, 1_200].map((amount) => counted(amount, "error"))).toEqual(["0 errors", "1 error", "1,200 errors"]);
});
