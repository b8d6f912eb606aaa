import { expect, test } from "vitest";
import { checkNode } from "./checkNode.ts";

test("this Node will do, an older one will not", () => {
	expect(checkNode()).toMatchObject({ state: "ok" });
	expect(checkNode("24.0.0")).toMatchObject({ state: "ok", found: "24.0.0" });
	expect(checkNode("22.18.0")).toMatchObject({ state: "broken", found: "22.18.0, 24 or newer is needed" });
});
