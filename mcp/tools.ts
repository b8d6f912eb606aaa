import type { Tool } from "./defineTool.ts";
import { searchErrors } from "./tools/searchErrors.ts";

/** Every tool, in the order in which they are listed. At most 12, their definitions below 6,000 tokens. */
export const tools: Tool[] = [searchErrors];
