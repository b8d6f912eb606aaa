import type { Tool } from "./defineTool.ts";

/** Whether a caller with these scopes may call a tool; `admin` has all. */
export function mayCall({ scopes }: Pick<Tool, "scopes">, held: string[]): boolean {
	return held.some((scope) => scope === "admin" || (scopes as string[]).includes(scope));
}
