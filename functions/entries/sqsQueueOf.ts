import { EnvironmentError, type Settings } from "../environment.ts";
import type { IngestQueue } from "../queue/ingestQueue.ts";
import { sqsQueue } from "../queue/sqsQueue.ts";

/** The SQS queue of this URL, with the credentials that Lambda gives to its functions; undefined without a URL. */
export function sqsQueueOf(url: string | undefined, settings: Settings): IngestQueue | undefined {
	if (!url) return undefined;
	const { AWS_REGION: region, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = settings;
	if (!region || !accessKeyId || !secretAccessKey) {
		throw new EnvironmentError(
			"AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set where a queue is, as Lambda sets them",
		);
	}
	return sqsQueue({
		url,
		region,
		credentials: { accessKeyId, secretAccessKey, sessionToken: settings.AWS_SESSION_TOKEN },
	});
}
