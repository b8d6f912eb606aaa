import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "../program.ts";

export interface LambdaBundle {
	/** The module that Lambda would import. */
	file: string;
	bytes: number;
	remove(): Promise<void>;
}

/** Bundles a module for Node 24 with the options that sst gives to esbuild (its pkg/runtime/node/build.go). */
export async function lambdaBundle(entry: string): Promise<LambdaBundle> {
	const folder = await mkdtemp(join(tmpdir(), "vagus-lambda-"));
	const file = join(folder, "bundle.mjs");
	const { metafile } = await build({
		entryPoints: [join(ROOT, entry)],
		outfile: file,
		bundle: true,
		metafile: true,
		minify: true,
		keepNames: true,
		format: "esm",
		platform: "node",
		target: "es2024",
		mainFields: ["module", "main"],
		external: ["sharp", "pg-native"],
		banner: { js: BANNER },
		logLevel: "silent",
	});
	const bytes = Object.entries(metafile.outputs).find(([path]) => path.endsWith("bundle.mjs"))?.[1].bytes ?? 0;
	return { file, bytes, remove: () => rm(folder, { recursive: true, force: true }) };
}

const BANNER = `
import { createRequire as topLevelCreateRequire } from "module";
const require = topLevelCreateRequire(import.meta.url);
import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url";
const __filename = topLevelFileUrlToPath(import.meta.url);
const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url));`;
