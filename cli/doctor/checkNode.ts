import type { Finding } from "./finding.ts";

/** Whether this Node runs the program. */
export function checkNode(version = process.versions.node): Finding {
	if (Number.parseInt(version, 10) >= NODE_MAJOR) return { check: "node", state: "ok", found: version };
	return {
		check: "node",
		state: "broken",
		found: `${version}, ${NODE_MAJOR} or newer is needed`,
		advice:
			"`npm install` brings the right one: start Vagus by `npm start`, other commands by `npm run -s vagus -- COMMAND`.",
	};
}

const NODE_MAJOR = 24;
