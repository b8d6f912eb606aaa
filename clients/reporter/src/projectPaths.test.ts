import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ScratchProject, scratchProject } from "../test/support/scratchProject.ts";
import type { ProjectPaths } from "./part.ts";
import { projectPaths } from "./projectPaths.ts";

let project: ScratchProject;
let paths: ProjectPaths;
beforeAll(() => {
	project = scratchProject({ "src/cart.ts": "", "packages/shop/src/shop.ts": "", "index.js": "" });
	paths = projectPaths(project.root, project.root, "packages/shop/tsc.txt");
});
afterAll(() => project.remove());

describe("a file", () => {
	test("within the project is relative to its root", () => {
		expect(paths.file(`${project.root}/src/cart.ts`)).toBe("src/cart.ts");
		expect(paths.file(`file://${project.root}/src/gone.ts`)).toBe("src/gone.ts");
		expect(paths.file("./src/cart.ts")).toBe("src/cart.ts");
		expect(paths.file("src\\cart.ts")).toBe("src/cart.ts");
	});

	test("that the tool names from its own folder is found beside the tool's output and above", () => {
		expect(paths.file("src/shop.ts")).toBe("packages/shop/src/shop.ts");
		expect(paths.file("src/nowhere.ts")).toBe("src/nowhere.ts");
	});

	test("named from a folder below the root is relative to the root all the same", () => {
		const below = projectPaths(project.root, `${project.root}/packages/shop`, "tsc.txt");
		expect(below.file("src/shop.ts")).toBe("packages/shop/src/shop.ts");
		expect(below.file("../../src/cart.ts")).toBe("src/cart.ts");
	});

	test("of another machine or container is found by its last folders", () => {
		expect(paths.file("/app/src/cart.ts")).toBe("src/cart.ts");
		expect(paths.file("C:\\work\\shop\\src\\cart.ts")).toBe("src/cart.ts");
		expect(paths.file("/app/index.js")).toBe("index.js");
	});

	test("that is not the project's stays as it is", () => {
		expect(paths.file("/usr/lib/node_modules/x/index.js")).toBe("/usr/lib/node_modules/x/index.js");
		expect(paths.file("node:internal/process")).toBe("node:internal/process");
		expect(paths.file(`${project.root}-other/src/gone.ts`)).toBe(`${project.root}-other/src/gone.ts`);
		expect(paths.file("../../../outside.ts")).toBe("../../../outside.ts");
	});
});

describe("a text", () => {
	test("names the project's files relative to its root", () => {
		const { root } = project;
		expect(paths.text(`at f (${root}/src/cart.ts:1:2)\nat file://${root}/src/cart.ts:3`)).toBe(
			"at f (src/cart.ts:1:2)\nat src/cart.ts:3",
		);
		expect(paths.text(`in ${root}-other/a.ts and /mnt${root}/b.ts`)).toBe(`in ${root}-other/a.ts and /mnt${root}/b.ts`);
	});

	test("has slashes in the paths of Windows", () => {
		const windows = projectPaths("C:\\work\\shop", "C:\\work\\shop", "tsc.txt");
		expect(windows.text("at C:\\work\\shop\\src\\cart.ts:1:2, a\\b")).toBe("at src/cart.ts:1:2, a\\b");
	});

	test("is left alone where the project is the whole disk", () => {
		expect(projectPaths("/", "/", "tsc.txt").text("at /src/cart.ts:1")).toBe("at /src/cart.ts:1");
	});
});
