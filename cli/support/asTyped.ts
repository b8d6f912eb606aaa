import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * A text in which each `vagus COMMAND` is as the user can type it: someone who began with `npm start` in a checkout has
 * no `vagus`, but `npm start` and `npm run -s vagus -- COMMAND`. Everything that is printed for people goes through here.
 */
export function asTyped(text: string, env: Record<string, string | undefined> = process.env): string {
	if (!isStartedByNpm(env)) return text;
	return text.replace(COMMAND, (_, command: string) =>
		command === "start" ? "npm start" : `npm run -s vagus -- ${command}`,
	);
}

const COMMAND = /(?<![\w-])vagus (start|migrate|maintain|report|search|investigate|template|keys|doctor)\b/g;

/** Whether one of this checkout's own scripts runs: other packages' scripts may call `vagus` too. */
function isStartedByNpm({
	npm_lifecycle_event: script,
	npm_package_json: manifest,
}: Record<string, string | undefined>) {
	return (script === "start" || script === "vagus") && manifest !== undefined && real(manifest) === real(MANIFEST);
}

const MANIFEST = fileURLToPath(new URL("../../package.json", import.meta.url));

function real(path: string): string {
	try {
		return realpathSync.native(path);
	} catch {
		return path;
	}
}
