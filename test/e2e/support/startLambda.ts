import { lambdaBundle } from "./lambda/bundle.ts";
import { startGateway } from "./lambda/gateway.ts";
import { type LambdaInstance, startInstance } from "./lambda/startInstance.ts";
import { type Program, SETTINGS } from "./program.ts";

/** The bundle of `sst.config.ts` in an instance that is frozen between requests, behind a function URL. */
export async function startLambda(databaseUrl: string): Promise<Program & { instance: LambdaInstance }> {
	const bundle = await lambdaBundle("functions/entries/lambda.ts");
	const variables = { ...SETTINGS, DATABASE_URL: databaseUrl };
	const instance = await startInstance(bundle.file, "handler", variables);
	const gateway = await startGateway(instance);
	return {
		url: gateway.url,
		instance,
		runSchedule: async () => {
			// A function of its own, as the schedule's is.
			const scheduled = await startInstance(bundle.file, "scheduled", variables);
			await scheduled.invoke({}).finally(scheduled.stop);
		},
		stop: async () => {
			gateway.close();
			await instance.stop();
			await bundle.remove();
		},
	};
}
