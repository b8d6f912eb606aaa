import { templateLimits } from "../templateLimits.ts";

export interface Frame {
	function: string;
	/** As the trace writes it; "" where it does not. */
	file: string;
}

/** Frames as "at function (file)": the same for the same code, wherever it is installed and however it was built. */
export function frameTexts(frames: Frame[]): string[] {
	const files = withoutHead(frames.map(({ file }) => location(file)));
	const texts = frames.map((frame, index) => {
		const file = files[index] ?? "";
		const name = functionName(frame.function, file);
		const text = name === "" ? `at ${file}` : file === "" ? `at ${name}` : `at ${name} (${file})`;
		return text.slice(0, templateLimits.frame).toWellFormed();
	});
	// Recursion, and what minifying made alike.
	return texts.filter((text, index) => text !== texts[index - 1]);
}

/** A file's path below its origin, with slashes, without a query and without a build's hash. */
function location(file: string): string {
	return file
		.replace(/^file:\/\/|^[a-z][\w+.-]*:\/\/[^/]*\//, "")
		.replaceAll("\\", "/")
		.replace(/[?#].*$/, "")
		.replace(/^(?:\.\/)+/, "")
		.replace(/([.-])(?=[\w-]*\d)[\w-]{6,}(?=(?:\.\w+)+$)/, "$1<id>");
}

/** Paths without the folders that all of them are in: where the program is installed. */
function withoutHead(paths: string[]): string[] {
	const folders = paths.filter((path) => path !== "").map((path) => path.split("/").slice(0, -1));
	let shared = folders[0]?.length ?? 0;
	for (const path of folders) {
		let same = 0;
		while (same < shared && path[same] === folders[0]?.[same]) same++;
		shared = same;
	}
	return paths.map((path) => path.split("/").slice(shared).join("/"));
}

/** A function's name without what compilers number, and without what minifiers made up. */
function functionName(name: string, file: string): string {
	if (MINIFIED.test(name) && /\.[cm]?jsx?$/.test(file)) return "";
	return name
		.replace(/ \[as [^\]]+\]$/, "")
		.replace(/::h[0-9a-f]{16}$/, "")
		.replace(/0x[0-9a-f]+/gi, "<hex>")
		.replace(/\$\$(?:Lambda|\w*CGLIB|\w*Proxy)[\w$]*(?:\/<hex>)?/g, "$$$$<id>")
		.replace(/(\$|\bfunc|\.func|#|__|@)\d+/g, "$1<num>")
		.trim();
}

const MINIFIED = /^(?:new |async )?(?:[\w$]{1,2}\.)*[\w$]{1,2}$/;
