#!/usr/bin/env node
import { reportCommand } from "./reportCommand.ts";
import { serverOfEnvironment } from "./serverOfEnvironment.ts";

await reportCommand("vagus-report", "npx @vagus/reporter", serverOfEnvironment).parseAsync();
